"""How the list of open parcels is told to sellers."""

from django.utils.translation import gettext_lazy as _

from logistics.states import Kind

K = Kind
GROUP_NAMES = {
    "trouble": _("Need somebody"),
    "waits": _("Wait to be collected"),
    "before": _("Not with the carrier yet"),
    "moving": _("With the carrier"),
    "back": _("Coming back"),
}
TONES = {
    **dict.fromkeys([K.FAILED_ATTEMPT, K.PROBLEM, K.UNCOLLECTED, K.REFUSED], "amber"),
    **dict.fromkeys([K.LOST, K.DESTROYED], "late"),
    K.DELIVERED: "calm",
}
