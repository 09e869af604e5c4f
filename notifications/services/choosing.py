"""Choose what to be told, and switch on again what was switched off."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound
from kernel.history import Actor
from kernel.scope import Scope
from notifications.models import DisabledAddress, Message, Preference, TelegramLink
from notifications.rules import topics
from notifications.rules.audience import Recipient
from notifications.selectors.channels import Wish
from notifications.selectors.log import shop_log
from notifications.selectors.people import shop_recipients
from notifications.services.composing import Action, compose
from notifications.services.links import settings_url
from notifications.services.queueing import queue
from notifications.services.values import one_line
from notifications.states import (
    ENDED_BY_TELEGRAM,
    Audience,
    Channel,
    Kind,
    LinkEnd,
    MessageState,
)
from sellers.public import shop_profile


class NothingToTest(Conflict):
    """There is no address by that channel to send a test to."""

    code = "nothing_to_test"


class MessageNotFound(NotFound):
    """The shop has no such message."""

    code = "message_not_found"


class NotResendable(Conflict):
    """Only what has not been sent is sent again."""

    code = "not_resendable"


@transaction.atomic
def choose(
    *, shop_id: int, user_id: int | None, wanted: Mapping[Wish, bool], now: datetime
) -> None:
    """Keep what a person of the shop, or its inbox for None, wants to be told by what."""
    Preference.everything.bulk_create(
        [
            Preference(shop_id=shop_id, user_id=user_id, kind=kind, channel=channel, wanted=yes)
            for (kind, channel), yes in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["shop", "user", "kind", "channel"],
        update_fields=["wanted"],
    )


@transaction.atomic
def send_test(*, shop_id: int, person_key: str, channel: Channel, now: datetime) -> None:
    """Queue a test to the shop's inbox or to one of its people. Raises NothingToTest."""
    shop = shop_profile(shop_id)
    recipient = next((r for r in shop_recipients(shop) if r.key == person_key), None)
    if recipient is None or not _reachable(recipient, channel):
        raise NothingToTest(_("There is no address yet to send a test to."))
    words = compose(
        topics.TEST_MESSAGE,
        channel,
        recipient.language,
        {"shop": one_line(shop.name)},
        action=Action(settings_url(shop.slug), "button.settings"),
    )
    if words is None:
        raise NothingToTest(_("This channel is switched off by the platform."))
    message = Message(
        shop_id=shop.id,
        audience=Audience.SHOP,
        kind=Kind.SERVICE,
        topic=topics.TEST_MESSAGE,
        fact_key=f"test:{uuid4()}",
        person_key=person_key,
        channel=channel,
        language=recipient.language,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )
    queue([message], now=now)


def _reachable(recipient: Recipient, channel: Channel) -> bool:
    return bool(recipient.email if channel == Channel.EMAIL else recipient.chat)


@transaction.atomic
def enable_address(*, shop_id: int, address_id: int, actor: Actor, now: datetime) -> None:
    """Send to an address again that had refused; again by another is nothing."""
    rows = DisabledAddress.objects.filter(pk=address_id, shop_id=shop_id, cleared_at=None)
    if rows.update(cleared_at=now):
        history.write(
            subject=("shop", str(shop_id)),
            shop_id=shop_id,
            action="enable_address",
            actor=actor,
            at=now,
        )


def forgive_lost_link(*, user_id: int) -> None:
    """Let a chat that was lost be forgotten: the person does without Telegram."""
    lost = TelegramLink.objects.filter(user_id=user_id, end_reason__in=ENDED_BY_TELEGRAM)
    lost.update(end_reason=LinkEnd.UNLINKED)


@transaction.atomic
def resend(*, message_id: UUID, scope: Scope, actor: Actor, now: datetime) -> Message:
    """Try once more what failed or was left out; one that was sent is never sent again (D-05).

    Raises MessageNotFound, NotResendable.
    """
    rows = shop_log(scope).select_for_update(of=("self",))
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound(_("There is no such message in this shop."))
    if message.state == MessageState.QUEUED:
        return message
    if message.state not in (MessageState.FAILED, MessageState.SUPPRESSED):
        raise NotResendable(_("It has been sent already: nothing is sent twice."))
    message.requeue(at=now)
    message.save()
    history.write(
        subject=("message", str(message.pk)),
        shop_id=message.shop_id,
        action="resend",
        actor=actor,
        at=now,
    )
    queue([], now=now)
    return message
