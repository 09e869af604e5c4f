"""What to do about each kind of problem, in words, and which form does it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.rules.last_mile_words import ProblemKind

P = ProblemKind
BUCKET_NAMES = {
    "late": _("Overdue"),
    "hour": _("Within the hour"),
    "today": _("Later today"),
    "tomorrow": _("Tomorrow"),
    "later": pgettext_lazy("due", "Later"),
}
WHAT_TO_DO = {
    P.ADDRESS_WRONG: _(
        "Call the buyer, correct the address here, and tell the carrier. After a day you answer for it."
    ),
    P.FAILED_ATTEMPT: _("Agree with the buyer when the courier may come again, and enter it."),
    P.UNAGREED: _("The courier came again and nobody had agreed on a day: ask the carrier why."),
    P.HELD: _("Call the buyer: where it waits and until when. After that it comes back."),
    P.REFUSED: _("Ask the buyer why, if it pays; the goods come back by themselves."),
    P.RETURNED: _("The goods come back. Close this once you have them."),
    P.LOST: _("Claim it from the carrier, and tell the buyer."),
    P.CUSTOMS: _("Ask the carrier which papers customs want."),
    P.HELD_UP: _("Ask the carrier what is missing."),
    P.STUCK: _("Ask the carrier where it is: nobody has scanned it for days."),
    P.REASON_MISSING: _("The carrier gave no reason: ask for one, the claim will need it."),
}
# Which form stands in the row beside taking and closing.
FORMS = {P.ADDRESS_WRONG: "correct", P.FAILED_ATTEMPT: "agree", P.HELD: "agree"}
FORM_NAMES = {"correct": _("Correct the address"), "agree": _("Enter the agreed time")}
