"""Turn many waiting messages of one kind to one person into one digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from notifications.models import Message
from notifications.rules import topics
from notifications.rules.digest import ONE_BY_ONE, SHOWN, is_storm
from notifications.services.composing import Action, compose
from notifications.services.links import page_button, today_url
from notifications.services.queueing import queue
from notifications.services.truth import not_needed
from notifications.services.values import one_line
from notifications.states import CHOSEN_KINDS, Audience, MessageState
from sellers.public import shop_profile

Person = dict[str, Any]
MOST = 500  # lines gathered at once


def merge_storms(channel: str, *, now: datetime) -> int:
    """Gather what is due by one channel; return how many digests were made (N3)."""
    waiting = _waiting(channel, now).values("shop_id", "person_key", "kind", "language")
    counted = waiting.annotate(all=Count("id"), held=Count("id", filter=Q(gather=True)))
    storms = counted.filter(Q(all__gt=ONE_BY_ONE) | Q(held__gt=1)).order_by("person_key")
    return sum(_merge(channel, _key(person), now) for person in storms)


def _key(person: Person) -> Person:
    return {name: person[name] for name in ("shop_id", "person_key", "kind", "language")}


def _waiting(channel: str, now: datetime) -> Any:
    return Message.everything.filter(
        channel=channel,
        state=MessageState.QUEUED,
        next_try_at__lte=now,
        attempts=0,
        lease_until=None,
        audience=Audience.SHOP,
        kind__in=CHOSEN_KINDS,
        shop_id__isnull=False,
    ).exclude(topic=topics.DIGEST)


@transaction.atomic
def _merge(channel: str, person: Person, now: datetime) -> bool:
    rows = _waiting(channel, now).filter(**person).order_by("id")
    messages = list(rows.select_for_update(skip_locked=True)[:MOST])
    told = _still_worth_it(messages, now)
    if not is_storm([message.gather for message in told]):
        return False
    digest = _digest(told, person, channel)
    queue([digest], now=now)
    digest = Message.everything.get(fact_key=digest.fact_key, person_key=digest.person_key)
    for message in told:
        message.merge(at=now, into=digest)
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_MERGED, [now, digest.pk, [message.pk for message in told]])
    return True


def _still_worth_it(messages: Sequence[Message], now: datetime) -> list[Message]:
    """Return the messages that are still true; the others are suppressed."""
    untrue = not_needed(messages, now=now)
    for message in messages:
        if message.pk in untrue:
            message.suppress(at=now, code=untrue[message.pk])
            message.save()
    return [message for message in messages if message.pk not in untrue]


def _digest(told: Sequence[Message], person: Person, channel: str) -> Message:
    shop = shop_profile(person["shop_id"])
    url = today_url(shop.slug)
    values = {
        "shop": one_line(shop.name),
        "count": len(told),
        "lines": [message.subject for message in told[:SHOWN]],
        "more": max(0, len(told) - SHOWN),
    }
    words = compose(
        topics.DIGEST,
        channel,
        person["language"],
        values,
        action=Action(url, "button.today"),
        buttons=[page_button(url, "button.today")],
    )
    assert words is not None, "a digest cannot be silenced"
    return Message(
        **person,
        channel=channel,
        audience=Audience.SHOP,
        topic=topics.DIGEST,
        fact_key=f"digest:{told[0].pk}",
        subject=words.subject,
        text=words.text,
        html=words.html,
        buttons=words.buttons,
    )


# The moves above, of locked rows, in one statement; the database holds each against the table.
_SAVE_MERGED = """
update notifications_message
set state = 'merged', ended_at = %s, lease_until = null, merged_into_id = %s
where id = any(%s)
"""
