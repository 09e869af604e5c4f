"""How the problem queue names its parts, and which form deals with each kind of problem."""

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
# Which form stands in the row beside taking and closing.
FORMS = {P.ADDRESS_WRONG: "correct", P.FAILED_ATTEMPT: "agree", P.HELD: "agree"}
FORM_NAMES = {"correct": _("Correct the address"), "agree": _("Enter the agreed time")}
