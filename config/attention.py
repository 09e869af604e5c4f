"""What needs a person on the platform now: the front page of the back office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.public import (
    objections_to_answer,
    orders_to_reassign,
    questions_to_answer,
    shops_to_call,
)
from kernel.calendars import unconfirmed_years
from kernel.inbox.models import InboxMessage
from kernel.outbox.models import Delivery
from kernel.remote.reading import calls_for_people, partners_away
from kernel.scope import PLATFORM
from kernel.work import WorkState
from logistics.public import open_alerts, undecided_claims
from notifications.public import failed_messages
from orders.public import overdue_orders
from orders.states import OrderState

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to see to: how much of it, what it means, where to go."""

    count: int
    title: str
    meaning: str
    url: str


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the concerns and the longest overdue orders to the front page of the back office."""
    now = timezone.now()
    total, longest = overdue_orders(PLATFORM, limit=SHOWN)
    concerns = [
        Concern(
            total,
            _("overdue orders"),
            _("Their sellers let a clock run out and have not moved since."),
            _page("admin:orders_order_changelist") + "?clock=overdue",
        ),
        *_on_the_desk(),
        *_stuck(),
        *_at_partners(now),
        _told_oddly(),
        Concern(
            failed_messages(PLATFORM),
            _("undelivered messages"),
            _("Every way to tell somebody has failed."),
            _page("admin:notifications_message_changelist") + "?state__exact=failed",
        ),
        Concern(
            len(unconfirmed_years(now.date())),
            _("calendar years to confirm"),
            _("Next year's days off may still change: check and confirm them."),
            _page("admin:kernel_workcalendar_changelist"),
        ),
    ]
    overdue = [{**order, "state": OrderState(order["state"]).label} for order in longest]
    return {**context, "concerns": concerns, "overdue": overdue, "now": now}


def _on_the_desk() -> Iterator[Concern]:
    yield Concern(
        undecided_claims(PLATFORM),
        _("claims to decide"),
        _("A mail to be read, or evidence that does not decide by itself who answers."),
        _page("admin:logistics_claim_changelist") + "?state__exact=manual",
    )
    yield Concern(
        orders_to_reassign(),
        _("orders to reassign"),
        _("Their shops ran out of time: offer them to others that sell the same goods."),
        _page("admin:desk_reassignment_changelist") + "?queue=yes",
    )
    yield Concern(
        shops_to_call(),
        _("shops to call"),
        _("Too many of their orders are overdue."),
        _page("admin:desk_moderatortask_changelist") + "?state__exact=open",
    )
    yield Concern(
        objections_to_answer(),
        _("objections to answer"),
        _("Shops say that an order should not count against them."),
        _page("admin:desk_objection_changelist") + "?state__exact=open",
    )
    yield Concern(
        questions_to_answer(),
        _("questions to answer"),
        _("Shops are waiting for support."),
        _page("admin:desk_question_changelist") + "?answered_at__isempty=1",
    )


def _stuck() -> Iterator[Concern]:
    for model, title, name in (
        (Delivery, _("parked facts"), "delivery"),
        (InboxMessage, _("parked messages from outside"), "inboxmessage"),
    ):
        parked = model._default_manager.filter(state=WorkState.PARKED)[:1000].count()
        meaning = _("They failed twelve times: find out why, then try them again.")
        yield Concern(
            parked,
            title,
            meaning,
            _page(f"admin:kernel_{name}_changelist") + "?state__exact=parked",
        )


def _at_partners(now: datetime) -> Iterator[Concern]:
    yield Concern(
        calls_for_people(),
        _("calls without a verdict"),
        _("Nobody knows whether the partner did it: find out there, then say what you found."),
        _page("admin:kernel_remotecall_changelist") + "?person=yes",
    )
    yield Concern(
        partners_away(now=now),
        _("partners away"),
        _("Too many calls failed, or somebody stopped them: what is planned waits."),
        _page("admin:kernel_remotepartner_changelist"),
    )


def _told_oddly() -> Concern:
    return Concern(
        open_alerts(),
        _("carriers' codes to look at"),
        _("Nobody here knows them, or a failure came without its reason."),
        _page("admin:logistics_carrieralert_changelist") + "?closed_at__isempty=1",
    )


def _page(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("admin:index")
