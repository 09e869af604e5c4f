"""How the channels of a shop and of its people stand."""

from kernel.scope import Scope
from notifications.models import DisabledAddress, Preference, TelegramLink
from notifications.rules.audience import Recipient, wants
from notifications.states import CHOSEN_KINDS, ENDED_BY_TELEGRAM, Channel, Kind
from sellers.public import Person, people_of_shop

Wish = tuple[Kind, Channel]


def live_link(user_id: int) -> TelegramLink | None:
    """Return the user's linked chat."""
    return TelegramLink.objects.filter(user_id=user_id, ended_at=None).first()


def lost_links(shop_id: int) -> list[TelegramLink]:
    """Return the chats of the shop's people lost through no wish of theirs and not replaced since."""
    theirs = TelegramLink.objects.filter(
        user__memberships__shop_id=shop_id, user__is_active=True
    ).select_related("user")
    latest = theirs.order_by("user_id", "-linked_at", "-id").distinct("user_id")
    return [link for link in latest if link.end_reason in ENDED_BY_TELEGRAM]


def disabled_mail(scope: Scope) -> list[DisabledAddress]:
    """Return the mail addresses that nothing is sent to, oldest first."""
    rows = DisabledAddress.objects.filter(channel=Channel.EMAIL, cleared_at=None)
    if scope.shop_ids is not None:
        rows = rows.filter(shop_id__in=scope.shop_ids)
    return list(rows.order_by("id"))


def wishes_of(shop_id: int, user_id: int | None) -> dict[Wish, bool]:
    """Return what a person of the shop, or its inbox for None, is told by what."""
    rows = Preference.objects.of(Scope.shop(shop_id)).filter(user_id=user_id)
    wishes = {(row.kind, row.channel): row.wanted for row in rows}
    key = f"shop:{shop_id}" if user_id is None else f"user:{user_id}"
    person = Recipient(key, "en", wishes=wishes)
    return {
        (kind, channel): wants(person, kind, channel)
        for kind in CHOSEN_KINDS
        for channel in (Channel.EMAIL, Channel.TELEGRAM)
    }


def people_with_links(shop_id: int) -> list[tuple[Person, TelegramLink | None]]:
    """Return the people of the shop and the chat of each."""
    people = people_of_shop(shop_id)
    ids = [person.user_id for person in people]
    links = {
        link.user_id: link for link in TelegramLink.objects.filter(user_id__in=ids, ended_at=None)
    }
    return [(person, links.get(person.user_id)) for person in people]
