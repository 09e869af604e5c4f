"""The words of the last mile: how a parcel waits, what goes wrong with it, and by which clocks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Delivery(TextChoices):
    """What a carrier has promised to do at the end of the road (R-002-40)."""

    DOOR = "door", _("to the door")
    POINT = "point", _("to a pick-up point")
    LOCKER = "locker", _("to a locker")


BY_METHOD: dict[str, str] = {
    "carrier_door": Delivery.DOOR,
    "carrier_point": Delivery.POINT,
    "carrier_locker": Delivery.LOCKER,
}


class HoldAt(TextChoices):
    """At what kind of place a parcel waits for its buyer (C-08)."""

    STATION = "station", _("pick-up station of the carrier")
    TRANSIT = "transit", _("transit warehouse of the carrier")
    POINT = "point", _("pick-up point")
    LOCKER = "locker", _("locker")


class ProblemKind(TextChoices):
    """What may go wrong on the road and wants a person (R-003-30)."""

    ADDRESS_WRONG = "address_wrong", _("The address or the contact is wrong")
    FAILED_ATTEMPT = "failed_attempt", _("The first delivery failed")
    UNAGREED = "unagreed", _("Tried again without an agreed day")
    HELD = "held", _("Waits to be collected after failed deliveries")
    REFUSED = "refused", _("The buyer refused it")
    RETURNED = "returned", _("It comes back")
    LOST = "lost", pgettext_lazy("problem", "Lost or destroyed")
    CUSTOMS = "customs", _("Held at customs")
    HELD_UP = "held_up", _("The carrier holds it up")
    STUCK = "stuck", _("Nothing heard for days")
    REASON_MISSING = "reason_missing", _("Reason missing")


WHAT_TO_DO = {
    ProblemKind.ADDRESS_WRONG: _(
        "Call the buyer, correct the address here, and tell the carrier. After a day you answer for it."
    ),
    ProblemKind.FAILED_ATTEMPT: _(
        "Agree with the buyer when the courier may come again, and enter it."
    ),
    ProblemKind.UNAGREED: _(
        "The courier came again and nobody had agreed on a day: ask the carrier why."
    ),
    ProblemKind.HELD: _("Call the buyer: where it waits and until when. After that it comes back."),
    ProblemKind.REFUSED: _("Ask the buyer why, if it pays; the goods come back by themselves."),
    ProblemKind.RETURNED: _("The goods come back. Close this once you have them."),
    ProblemKind.LOST: _("Claim it from the carrier, and tell the buyer."),
    ProblemKind.CUSTOMS: _("Ask the carrier which papers customs want."),
    ProblemKind.HELD_UP: _("Ask the carrier what is missing."),
    ProblemKind.STUCK: _("Ask the carrier where it is: nobody has scanned it for days."),
    ProblemKind.REASON_MISSING: _(
        "The carrier gave no reason: ask for one, the claim will need it."
    ),
}
# Seen in the queue, never written of: the parcel comes back by itself, or another problem tells of it.
QUIET = frozenset(
    {ProblemKind.UNAGREED, ProblemKind.REFUSED, ProblemKind.RETURNED, ProblemKind.REASON_MISSING}
)


class ClosedBecause(TextChoices):
    """How a problem ended."""

    PASSED = "passed", _("it passed by itself")
    DONE = "done", pgettext_lazy("problem", "done")
    CLAIMED = "claimed", _("claimed from the carrier")
    GIVEN_UP = "given_up", _("nothing can be done")


BY_HAND = (ClosedBecause.DONE, ClosedBecause.CLAIMED, ClosedBecause.GIVEN_UP)

HOLD_CLOCK = "hold.last_mile"
STORAGE_CLOCK = "storage.point"
WAITING_CLOCKS = (HOLD_CLOCK, STORAGE_CLOCK)  # about a parcel
APPOINTMENT_CLOCK = "parcel.appointment"
CORRECTION_CLOCK = "parcel.address_correction"
PROBLEM_CLOCK = "parcel.problem"
CLOCKS: dict[str, str] = {  # about a problem
    ProblemKind.FAILED_ATTEMPT: APPOINTMENT_CLOCK,
    ProblemKind.ADDRESS_WRONG: CORRECTION_CLOCK,
}
