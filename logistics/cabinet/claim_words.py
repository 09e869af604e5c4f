"""How claims are told: tones, groups, and who must do what next."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.history import History
from logistics.models import Claim
from logistics.states import ClaimKind, ClaimState

S = ClaimState
TONES: dict[str, str] = {
    S.UNREAD: "amber",
    S.OPEN: "blue",
    S.MANUAL: "amber",
    S.CARRIER_LIABLE: "calm",
    S.SELLER_LIABLE: "late",
    S.COMPENSATED: "grey",
    S.RETURNED: "grey",
    S.REJECTED: "grey",
}
GROUP_NAMES = {
    "undecided": _("To be decided"),
    "decided": _("To be settled"),
    "over": _("Closed"),
}
_NEXT: dict[str, Any] = {
    S.UNREAD: _("Somebody of us reads the mail and says what it is about."),
    S.MANUAL: _("Somebody of us decides who answers for it."),
    S.CARRIER_LIABLE: _("The carrier pays, or brings the goods back."),
    S.SELLER_LIABLE: _("The loss is the shop’s: it is settled in billing."),
    S.COMPENSATED: _("Nothing more is to be done."),
    S.RETURNED: _("The warehouse expects the parcel back."),
    S.REJECTED: _("Nothing more is to be done."),
}
_SILENT = _("The carrier finds the parcel or reports it missing; silence makes the carrier liable.")
_UNKNOWN = _("Find out whose parcel it is and match it.")
_SHOW = _("Show film or pictures of the parcel before the time is over.")


_DONE: dict[str, Any] = {
    "opened": _("opened"),
    "moved": _("moved"),
    "reject": _("closed: the carrier has scanned it"),
    "reported_again": _("reported again"),
}


def told(lines: Iterable[History]) -> list[dict[str, Any]]:
    """Return the lines of history as a page shows them."""
    return [
        {
            "at": line.at,
            "who": line.actor_label,
            "text": _said(line),
        }
        for line in lines
    ]


def _said(line: History) -> str:
    before, after = line.changes.get("state", ("", ""))
    states = [str(S(one).label) for one in dict.fromkeys((before, after)) if one in S.values]
    what = " → ".join(states) or str(_DONE.get(line.action, line.action))
    return f"{what}: {line.comment}" if line.comment and line.action != "opened" else what


def next_step(claim: Claim) -> Any:
    """Return who must do what now."""
    if claim.state != S.OPEN:
        return _NEXT[claim.state]
    if claim.outbound_id is None or claim.kind in (ClaimKind.NO_DATA, ClaimKind.NO_BARCODE):
        return _UNKNOWN
    return _SILENT if claim.claimed_at is None else _SHOW
