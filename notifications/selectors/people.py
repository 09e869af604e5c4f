"""Whom there is to tell, and where they can be reached this moment."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.scope import PLATFORM, Scope
from logistics.public import claim_news
from notifications.models import DisabledAddress, Message, Preference, TelegramLink
from notifications.rules.audience import Recipient, Wishes
from notifications.rules.languages import message_language
from notifications.rules.quiet import Quiet
from notifications.states import Audience, Channel
from orders.public import OrderCard, order_card
from sellers.public import Person, Role, ShopProfile, people_of_platform, people_of_shop


def inbox_key(shop_id: int) -> str:
    """Return the key of the shop's own inbox."""
    return f"shop:{shop_id}"


def user_key(user_id: int) -> str:
    """Return the key of a person who signs in."""
    return f"user:{user_id}"


def buyer_key(order_id: UUID) -> str:
    """Return the key of the buyer of an order."""
    return f"buyer:{order_id}"


def chat_key(chat_id: int) -> str:
    """Return the key of a Telegram chat that asked something."""
    return f"chat:{chat_id}"


def quiet_of(shop: ShopProfile) -> Quiet | None:
    """Return the quiet hours of a shop, by its own clock."""
    return None if shop.quiet is None else Quiet(*shop.quiet, ZoneInfo(shop.zone))


def inbox_of(shop: ShopProfile, people: Iterable[Person]) -> str:
    """Return the shop's notification e-mail, else the owner's (R-004-01, R-004-02).

    An address that refuses for good is as good as none.
    """
    own = shop.notification_email
    if own and not is_disabled(shop.id, Channel.EMAIL, own):
        return own
    return next((person.email for person in people if person.role == Role.OWNER), own)


def shop_recipients(shop: ShopProfile) -> list[Recipient]:
    """Return the shop's inbox and all its people, with what each of them wants."""
    people = people_of_shop(shop.id)
    chats, wishes = _chats(people), _wishes(shop.id)
    inbox = Recipient(
        inbox_key(shop.id),
        message_language(shop.language),
        email=inbox_of(shop, people),
        wishes=wishes[None],
    )
    return [inbox, *(_person(one, chats, wishes[one.user_id]) for one in people)]


def staff_recipients(role: str = Role.MODERATOR) -> list[Recipient]:
    """Return the platform's people of a role, moderators unless told otherwise: they want what they get."""
    people = people_of_platform(role)
    chats = _chats(people)
    staff = (_person(one, chats, {}) for one in people)
    return [Recipient(f"staff:{r.key[5:]}", r.language, r.email, r.chat) for r in staff]


def _person(person: Person, chats: dict[int, int], wishes: Wishes) -> Recipient:
    return Recipient(
        user_key(person.user_id),
        message_language(person.language),
        email=person.email,
        chat=str(chats.get(person.user_id, "")),
        wishes=wishes,
    )


def _chats(people: Iterable[Person]) -> dict[int, int]:
    ids = [person.user_id for person in people]
    links = TelegramLink.objects.filter(user_id__in=ids, ended_at=None)
    return dict(links.values_list("user_id", "chat_id"))


def _wishes(shop_id: int) -> dict[int | None, dict[tuple[str, str], bool]]:
    found: dict[int | None, dict[tuple[str, str], bool]] = defaultdict(dict)
    for wish in Preference.objects.of(Scope.shop(shop_id)):
        found[wish.user_id][wish.kind, wish.channel] = wish.wanted
    return found


def card_of(message: Message) -> OrderCard | None:
    """Return the order a message speaks of, None when it is gone."""
    return order_card(PLATFORM, message.order_id) if message.order_id else None


def is_disabled(shop_id: int | None, channel: str, address: str) -> bool:
    """Tell whether the shop's messages no longer go to that address."""
    return DisabledAddress.objects.filter(  # type: ignore[misc]
        shop_id=shop_id, channel=channel, address=address.lower(), cleared_at=None
    ).exists()


def claim_key(claim_id: UUID) -> str:
    """Return the key of whoever sent a claim."""
    return f"claim:{claim_id}"


def address_of(message: Message, shop: ShopProfile | None) -> str:
    """Return where the message is to go now; empty when there is nowhere (any more)."""
    who, _, name = message.person_key.partition(":")
    if who == "chat":
        return name
    if who == "claim":
        news = claim_news(UUID(name))
        return news.sender if news else ""
    if message.audience == Audience.BUYER:
        return _buyer_address(message)
    if who == "shop":
        return inbox_of(shop, people_of_shop(shop.id)) if shop else ""
    people = people_of_platform() if who == "staff" else people_of_shop(shop.id) if shop else []
    person = next((one for one in people if one.user_id == int(name)), None)
    if person is None:
        return ""
    return (
        person.email
        if message.channel == Channel.EMAIL
        else str(_chats([person]).get(person.user_id, ""))
    )


def _buyer_address(message: Message) -> str:
    card = card_of(message)
    if card is None:
        return ""
    return card.buyer_email if message.channel == Channel.EMAIL else card.buyer_phone
