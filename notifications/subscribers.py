"""The one file that lists what is worth an alert."""

from django.utils import timezone

from kernel.calendars.events import SpecialPeriodAnnounced
from kernel.deadlines.events import DeadlineWarned
from kernel.outbox.registry import subscribe
from logistics.events import (
    ClaimJudged,
    ClaimOpened,
    CutOffNear,
    HoldBegan,
    LabelMissing,
    PickupMissed,
    ProblemOpened,
    SellerLiable,
)
from logistics.public import CORRECTION_CLOCK
from notifications.services.tell_buyer import remind_buyer, tell_buyer
from notifications.services.tell_calls import tell_call_due, tell_uncollected
from notifications.services.tell_claims import tell_claimed, tell_judged
from notifications.services.tell_dispatch import tell_cut_off, tell_pickup_missed
from notifications.services.tell_goods import tell_delivery, tell_return, tell_write_off
from notifications.services.tell_hold import tell_hold
from notifications.services.tell_hours import tell_hours
from notifications.services.tell_invited import tell_invited
from notifications.services.tell_label import tell_label_missing
from notifications.services.tell_orders import tell_arrived, tell_missed, tell_warned
from notifications.services.tell_problems import remind_of_address, tell_liable, tell_problem
from notifications.services.tell_shortage import tell_short
from notifications.services.tell_split import tell_split
from orders.events import (
    CallDue,
    OrderMoved,
    OrderOverdue,
    OrdersArrived,
    OrderUncollected,
    OrderWasSplit,
)
from orders.states import LATE_IN
from sellers.events import MemberInvited
from warehouse.events import GoodsReceived, GoodsWrittenOff, ReturnInspected, StockShort


@subscribe(OrdersArrived)
def announce_orders(fact: OrdersArrived) -> None:
    """New paid orders: the shop's inbox and its linked people (R-004-01..-03)."""
    tell_arrived(fact, now=timezone.now())


@subscribe(DeadlineWarned)
def warn_of_deadline(fact: DeadlineWarned) -> None:
    """Half or four fifths of an order's time are used; half of that for a wrong address (R-002-63)."""
    if fact.kind in LATE_IN:
        tell_warned(fact, now=timezone.now())
    elif fact.kind == CORRECTION_CLOCK:
        remind_of_address(fact, now=timezone.now())


@subscribe(OrderOverdue)
def announce_miss(fact: OrderOverdue) -> None:
    """A promise was broken: the shop and the moderators."""
    tell_missed(fact, now=timezone.now())


@subscribe(OrderMoved)
def tell_buyer_of_status(fact: OrderMoved) -> None:
    """The buyer is told of the new status (R-004-32)."""
    tell_buyer(fact, now=timezone.now())


@subscribe(OrderWasSplit)
def tell_buyer_of_split(fact: OrderWasSplit) -> None:
    """The buyer is told once that the order comes as two (R-004-59)."""
    tell_split(fact, now=timezone.now())


@subscribe(CallDue)
def remind_of_call(fact: CallDue) -> None:
    """A buyer who was not reached is to be called again (R-004-50)."""
    tell_call_due(fact, now=timezone.now())


@subscribe(OrderUncollected)
def remind_of_collection(fact: OrderUncollected) -> None:
    """Nobody came for three days: the buyer is reminded, the shop is to call (R-004-55)."""
    now = timezone.now()
    remind_buyer(fact, now=now)
    tell_uncollected(fact, now=now)


@subscribe(StockShort)
def ask_for_goods(fact: StockShort) -> None:
    """The warehouse lacks goods of an order: the shop is to send them in (R-003-04)."""
    tell_short(fact, now=timezone.now())


@subscribe(LabelMissing)
def ask_for_label(fact: LabelMissing) -> None:
    """A trade partner sent an order without its label: the shop is to ask for it (R-002-04)."""
    tell_label_missing(fact, now=timezone.now())


@subscribe(GoodsReceived)
def say_what_differs(fact: GoodsReceived) -> None:
    """A delivery is not as announced: the shop sees what (R-001-22)."""
    tell_delivery(fact, now=timezone.now())


@subscribe(ReturnInspected)
def say_what_came_back(fact: ReturnInspected) -> None:
    """Goods came back and were looked through (R-002-69)."""
    tell_return(fact, now=timezone.now())


@subscribe(GoodsWrittenOff)
def say_what_is_gone(fact: GoodsWrittenOff) -> None:
    """A lead wrote goods off: their owner reads why."""
    tell_write_off(fact, now=timezone.now())


@subscribe(ClaimOpened)
def tell_of_claim(fact: ClaimOpened) -> None:
    """A carrier claims something: the shop reads it with the act, the carrier hears of it (R-002-43)."""
    tell_claimed(fact, now=timezone.now())


@subscribe(ClaimJudged)
def tell_of_verdict(fact: ClaimJudged) -> None:
    """Somebody answers for a claim: the shop and the carrier read who and why (R-002-45)."""
    tell_judged(fact, now=timezone.now())


@subscribe(CutOffNear)
def warn_of_cut_off(fact: CutOffNear) -> None:
    """Parcels will miss the cut-off: the shop's people, or the leads of the warehouse."""
    tell_cut_off(fact, now=timezone.now())


@subscribe(PickupMissed)
def say_what_stays(fact: PickupMissed) -> None:
    """The truck comes without parcels that nobody acknowledged (R-002-25)."""
    tell_pickup_missed(fact, now=timezone.now())


@subscribe(ProblemOpened)
def tell_of_problem(fact: ProblemOpened) -> None:
    """Something on the road wants a person of the shop: what, and by when (R-003-30)."""
    tell_problem(fact, now=timezone.now())


@subscribe(SellerLiable)
def tell_who_answers(fact: SellerLiable) -> None:
    """A wrong address was not corrected in time: the shop answers for it (R-002-63)."""
    tell_liable(fact, now=timezone.now())


@subscribe(SpecialPeriodAnnounced)
def announce_hours(fact: SpecialPeriodAnnounced) -> None:
    """Other hours on some days: every shop whose clocks run by them (R-004-25)."""
    tell_hours(fact, now=timezone.now())


@subscribe(MemberInvited)
def announce_invitation(fact: MemberInvited) -> None:
    """Somebody was let into a shop: they themselves are told, and how they get in (D-07)."""
    tell_invited(fact, now=timezone.now())


@subscribe(HoldBegan)
def tell_buyer_where_it_waits(fact: HoldBegan) -> None:
    """A parcel waits for its buyer: where, by which code, until when (R-002-59, R-002-61)."""
    tell_hold(fact, now=timezone.now())
