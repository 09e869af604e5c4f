"""The words of the road: what a carrier can tell of a parcel, and where that leaves the parcel."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    """Which way a waybill goes."""

    FORWARD = "forward", _("to the buyer")
    RETURN = "return", _("back")


class Service(TextChoices):
    """To where a carrier brings a parcel (R-002-40)."""

    DOOR = "door", _("to the door")
    POINT = "point", _("to a pick-up point")
    LOCKER = "locker", _("to a locker")


class Mode(TextChoices):
    """How a parcel travels (R-003-11)."""

    ROAD = "road", _("by road")
    AIR = "air", _("by air")
    RAIL = "rail", _("by rail")
    SEA = "sea", _("by sea")


class ChangeReason(TextChoices):
    """Why lead times change for a while (R-002-72)."""

    BIG_SALE = "big_sale", _("big sale")
    HOLIDAY = "holiday", _("official holiday")
    FORCE_MAJEURE = "force_majeure", _("force majeure")


class Source(TextChoices):
    """Who told of an event."""

    OURS = "ours", _("our own scan")
    POLL = "poll", _("asked of the carrier")
    PUSH = "push", _("told by the carrier")
    PERSON = "person", _("entered by hand")


class LinkModel(TextChoices):
    """With whom a shop speaks of the parcels of one channel (R-002-01)."""

    SELLER = "seller", _("with Cainiao directly")
    PARTNER = "partner", _("with a trade partner")


class Recipient(TextChoices):
    """Who is told that a parcel was dispatched: exactly one of them (R-002-05, R-002-06)."""

    CAINIAO = "cainiao", "Cainiao"
    PARTNER = "partner", _("trade partner")
    NOBODY = "nobody", _("nobody")


class DayState(TextChoices):
    """Whether the cut-off of a dispatch day has passed, and its pickup was asked for."""

    OPEN = "open", pgettext_lazy("dispatch day", "open")
    SEALED = "sealed", pgettext_lazy("dispatch day", "sealed")
    ASKED = "asked", pgettext_lazy("dispatch day", "pickup settled")


DISPATCH_DAY_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "seal": ((DayState.OPEN,), DayState.SEALED),
    "settle": ((DayState.SEALED,), DayState.ASKED),
}


class NoticeState(TextChoices):
    """What is known of telling somebody that a parcel was dispatched."""

    NOT_NEEDED = "not_needed", pgettext_lazy("dispatch notice", "not needed")
    PLANNED = "planned", pgettext_lazy("dispatch notice", "not answered yet")
    UNKNOWN = "unknown", pgettext_lazy("dispatch notice", "nobody knows whether it arrived")
    ACCEPTED = "accepted", pgettext_lazy("dispatch notice", "accepted")
    REFUSED = "refused", pgettext_lazy("dispatch notice", "refused")


N = NoticeState
DISPATCH_NOTICE_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "plan": ((N.NOT_NEEDED, N.REFUSED), N.PLANNED),
    "lose": ((N.PLANNED,), N.UNKNOWN),
    "accept": ((N.PLANNED, N.UNKNOWN), N.ACCEPTED),
    "refuse": ((N.PLANNED, N.UNKNOWN), N.REFUSED),
}
UNANSWERED = (N.PLANNED, N.UNKNOWN)


class PickupState(TextChoices):
    """What came of asking for a truck."""

    PLANNED = "planned", pgettext_lazy("pickup", "asked, not answered yet")
    ACCEPTED = "accepted", pgettext_lazy("pickup", "confirmed")
    REFUSED = "refused", pgettext_lazy("pickup", "refused")
    BY_PARTNER = "by_partner", pgettext_lazy("pickup", "arranged by the trade partner")


PICKUP_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "plan": ((PickupState.REFUSED,), PickupState.PLANNED),
    "accept": ((PickupState.PLANNED,), PickupState.ACCEPTED),
    "refuse": ((PickupState.PLANNED,), PickupState.REFUSED),
}


class Kind(TextChoices):
    """What a carrier's event means, whatever its code is (R-002-50, R-004-16b).

    The second group says something and moves nothing.
    """

    REGISTERED = "registered", _("number given")
    PACKED = "packed", _("packing finished")
    DISPATCHED = "dispatched", _("left the warehouse")
    ACCEPTED = "accepted", _("accepted by the carrier")
    IN_TRANSIT = "in_transit", _("on the way")
    CUSTOMS = "customs", _("at customs")
    ARRIVED = "arrived", _("in the city of the buyer")
    PROBLEM = "problem", _("held up")
    OUT_FOR_DELIVERY = "out_for_delivery", _("with the courier")
    FAILED_ATTEMPT = "failed_attempt", _("could not be delivered")
    AT_POINT = "at_point", _("waits to be collected")
    UNCOLLECTED = "uncollected", _("was not collected in time")
    REFUSED = "refused", _("refused by the buyer")
    RETURNING = "returning", _("on the way back")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", pgettext_lazy("waybill", "cancelled")
    RETURNED = "returned", _("came back")
    LOST = "lost", pgettext_lazy("parcel", "lost")
    DESTROYED = "destroyed", _("destroyed")

    INFO = "info", _("note")
    ADDRESS_CHANGED = "address_changed", _("address changed")
    RESCHEDULED = "rescheduled", _("day of delivery moved")
    PAYMENT = "payment", _("payment on delivery")
    UNKNOWN = "unknown", _("not understood")


class AlertKind(TextChoices):
    """Why staff must look at what a carrier tells."""

    UNKNOWN = "unknown", _("nobody here knows this code")
    NO_REASON = "no_reason", _("a failure without its reason")


K = Kind
# What a carrier must give the reason of (R-002-68), and what is kept where it does not.
WITH_REASON = frozenset({K.FAILED_ATTEMPT, K.REFUSED, K.PROBLEM})
REASON_MISSING = "reason missing"
SAYS_ONLY = frozenset({K.INFO, K.ADDRESS_CHANGED, K.RESCHEDULED, K.PAYMENT, K.UNKNOWN})


class Phase(IntegerChoices):
    """How far along the road a state is; events only lead onwards, but for those that end a delivery."""

    BEFORE = 1, _("not with the carrier yet")
    ON_THE_WAY = 2, _("with the carrier")
    GOING_BACK = 3, _("going back")
    OVER = 4, pgettext_lazy("parcel", "over")


# In the order in which events of one instant happen.
RANKS: dict[str, int] = {
    K.REGISTERED: 10,
    K.PACKED: 20,
    K.DISPATCHED: 30,
    K.ACCEPTED: 40,
    K.IN_TRANSIT: 50,
    K.CUSTOMS: 55,
    K.ARRIVED: 60,
    K.PROBLEM: 65,
    K.OUT_FOR_DELIVERY: 70,
    K.FAILED_ATTEMPT: 72,
    K.AT_POINT: 75,
    K.UNCOLLECTED: 76,
    K.REFUSED: 78,
    K.RETURNING: 80,
    K.DELIVERED: 90,
    K.CANCELLED: 91,
    K.RETURNED: 95,
    K.LOST: 96,
    K.DESTROYED: 97,
}
PHASES: dict[str, Phase] = {
    **dict.fromkeys([K.REGISTERED, K.PACKED, K.DISPATCHED], Phase.BEFORE),
    **dict.fromkeys(
        [
            K.ACCEPTED,
            K.IN_TRANSIT,
            K.CUSTOMS,
            K.ARRIVED,
            K.PROBLEM,
            K.OUT_FOR_DELIVERY,
            K.FAILED_ATTEMPT,
            K.AT_POINT,
        ],
        Phase.ON_THE_WAY,
    ),
    **dict.fromkeys([K.UNCOLLECTED, K.REFUSED, K.RETURNING], Phase.GOING_BACK),
    **dict.fromkeys([K.DELIVERED, K.CANCELLED, K.RETURNED, K.LOST, K.DESTROYED], Phase.OVER),
}
OVER = frozenset(kind for kind, phase in PHASES.items() if phase == Phase.OVER)
# What a carrier may still tell of a parcel that was over, and mean it.
REOPENS: dict[str, frozenset[str]] = {
    K.DELIVERED: frozenset({K.RETURNING, K.RETURNED}),
    K.CANCELLED: frozenset({K.RETURNING, K.RETURNED}),
    K.RETURNED: frozenset(),
    K.LOST: frozenset({K.RETURNING, K.RETURNED, K.DELIVERED, K.DESTROYED}),
    K.DESTROYED: frozenset(),
}
STATES = [(kind.value, kind.label) for kind in Kind if kind in RANKS]
# How long after the dispatch scan a number may be entered (R-003-16): a policy and no clock of its own.
TRACKING_CLOCK = "parcel.tracking"


class ClaimKind(TextChoices):
    """What a claim says is wrong: no claim without one (R-002-44, C-12). The last three: R-002-52..54."""

    MISSING = "missing", _("missing")
    DAMAGED = "damaged", _("damaged")
    WRONG_PERSON = "wrong_person", _("given to the wrong person")
    NO_DATA = "no_data", _("a: goods without data")
    NO_GOODS = "no_goods", _("b: data without goods")
    NO_BARCODE = "no_barcode", _("c: no barcode")


class ClaimState(TextChoices):
    """Where a claim stands. Unread: a mail that names no type, or nothing that we know."""

    UNREAD = "unread", _("to be read by a person")
    OPEN = "open", _("open")
    MANUAL = "manual", _("to be decided by a person")
    CARRIER_LIABLE = "carrier_liable", _("the carrier is liable")
    SELLER_LIABLE = "seller_liable", _("the seller is liable")
    COMPENSATED = "compensated", _("compensated")
    RETURNED = "returned", _("comes back")
    REJECTED = "rejected", _("closed without effect")


class ClaimCame(TextChoices):
    """How a claim came to us."""

    MAIL = "mail", _("by e-mail")
    PERSON = "person", _("entered by hand")
    SCAN = "scan", _("acceptance list compared")
    SILENCE = "silence", _("the carrier was silent")
    RETURN = "return", _("found on a returned parcel")


class ClaimBasis(TextChoices):
    """Why a claim was judged as it was (C-11)."""

    BOTH = "both", _("we have film or pictures, and the signed sheet")
    ONE = "one", _("only one of film and signed sheet is there")
    NEITHER = "neither", _("there is neither film nor signed sheet")
    LATE = "late", _("it was reported after the window: nothing moves to the seller")
    SILENCE = "silence", _("lost: the carrier reported nothing in time")
    WRONG_PERSON = "wrong_person", _("the carrier answers for the right buyer")
    PACKAGING = "packaging", _("no packaging was recorded: the risk is the seller’s")
    GOODS_THERE = "goods_there", _("the goods are there: find out whose they are")
    ON_RETURN = "on_return", _("it came back damaged: was it the carrier?")
    ACCEPTED = "accepted", _("the carrier has scanned it after all")
    PERSON = "person", _("decided by a person")


class ClaimFileKind(TextChoices):
    """What a file of a claim is."""

    ACT = "act", _("act")
    PHOTO = "photo", _("picture")
    MAIL = "mail", _("e-mail")


_S = ClaimState
CLAIM_UNDECIDED = (_S.UNREAD, _S.OPEN, _S.MANUAL)
CLAIM_DECIDED = (_S.CARRIER_LIABLE, _S.SELLER_LIABLE)
CLAIM_OVER = (_S.COMPENSATED, _S.RETURNED, _S.REJECTED)
# Transition name -> (sources, target): the one table that model and database trigger follow.
CLAIM_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "read": ((_S.UNREAD,), _S.OPEN),
    "refer": ((_S.OPEN,), _S.MANUAL),
    "blame_carrier": ((_S.OPEN, _S.MANUAL), _S.CARRIER_LIABLE),
    "blame_seller": ((_S.OPEN, _S.MANUAL), _S.SELLER_LIABLE),
    "reopen": ((_S.CARRIER_LIABLE,), _S.OPEN),
    "compensate": (CLAIM_DECIDED, _S.COMPENSATED),
    "return_goods": ((_S.OPEN, _S.MANUAL, *CLAIM_DECIDED), _S.RETURNED),
    "reject": ((*CLAIM_UNDECIDED, *CLAIM_DECIDED), _S.REJECTED),
}
WINDOW_CLOCK, ACCEPTANCE_CLOCK = "claim.window", "parcel.acceptance"
ANSWER_CLOCK, DECISION_CLOCK = "claim.answer", "claim.decision"
