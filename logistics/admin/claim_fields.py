"""How a claim is shown in the back office: state, proofs, clocks, files."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from kernel.backoffice import StaffAdmin, Tones
from kernel.scope import PLATFORM
from logistics.models import Claim
from logistics.selectors.claims import ClaimPage, claim_page, clocks_of_claims
from logistics.states import ClaimState

S = ClaimState
TONES = Tones(
    {
        S.UNREAD: "warning",
        S.OPEN: "info",
        S.MANUAL: "warning",
        S.CARRIER_LIABLE: "success",
        S.SELLER_LIABLE: "danger",
    }
)


class ShownClaim(StaffAdmin):
    """The columns and fields of a claim."""

    @display(description=_("state"), label=TONES)
    def shown_state(self, claim: Claim) -> tuple[str, Any]:
        """Show where it stands."""
        return claim.state, S(claim.state).label

    @display(description=_("out of window"), boolean=True)
    def late(self, claim: Claim) -> bool:
        """Show whether it was reported after the window."""
        return claim.is_late

    @display(description=_("to be done by"))
    def till(self, claim: Claim) -> str:
        """Show when the time of whoever is on turn ends."""
        clock = clocks_of_claims([claim], now=timezone.now()).get(claim.pk)
        return f"{localtime(clock.due_at):%d.%m.%Y %H:%M}" if clock else "–"

    @display(description=_("parcel"))
    def parcel(self, claim: Claim) -> str:
        """Show which parcel it is of which order."""
        if claim.outbound is None:
            return claim.barcode or "–"
        return f"{claim.outbound.code} · {claim.outbound.order.number}"

    @display(description=_("why"))
    def why(self, claim: Claim) -> str:
        """Show on what it was judged."""
        said = [str(claim.get_basis_display()), claim.note]
        return ": ".join(filter(None, said)) or "–"

    @display(description=_("handed over"))
    def handed(self, claim: Claim) -> str:
        """Show the truck, and until when its carrier may claim."""
        if claim.handover is None:
            return "–"
        ends = claim.window_ends_at
        till = f" → {localtime(ends):%d.%m.%Y %H:%M}" if ends else ""
        return f"{claim.handover} · {localtime(claim.handover.signed_at):%d.%m.%Y %H:%M}{till}"

    @display(description=_("reported by the carrier"))
    def reported(self, claim: Claim) -> str:
        """Show when it was reported and by whom."""
        at = claim.claimed_at
        return f"{localtime(at):%d.%m.%Y %H:%M:%S} {claim.sender}" if at else "–"

    @display(description=_("scanned by the carrier"))
    def seen(self, claim: Claim) -> str:
        """Show the carrier's own scan of the parcel."""
        line = self._page(claim).line
        known = line.accepted_at if line else None
        return f"{localtime(known):%d.%m.%Y %H:%M}" if known else "–"

    @display(description=_("what we can show"))
    def proof(self, claim: Claim) -> str:
        """Show the two proofs, and where the film is."""
        page = self._page(claim)
        scans = page.evidence.scans if page.evidence else ()
        proofs = (
            (page.proof.has_film, _("film or pictures")),
            (page.proof.is_on_sheet, _("signed sheet")),
        )
        marks = format_html_join(
            "", "<li>{} {}</li>", (("✓" if is_there else "✗", said) for is_there, said in proofs)
        )
        rows = (
            (f"{localtime(s.at):%d.%m %H:%M:%S}", s.action, s.station, s.camera, s.who)
            for s in scans
        )
        seen = format_html_join("", "<li>{} {} {} {} {}</li>", rows)
        return format_html("<ul>{}{}</ul>", marks, seen)

    @display(description=_("files"))
    def papers(self, claim: Claim) -> str:
        """Show the act and whatever came with it."""
        rows = (
            (reverse("admin:logistics_claimfile_change", args=[one.pk]), one.get_kind_display(), one.name)
            for one in self._page(claim).files
        )  # fmt: skip
        return format_html_join("", '<a class="underline" href="{}">{}: {}</a><br>', rows) or "–"

    @display(description=_("compensation"))
    def amount(self, claim: Claim) -> str:
        """Show what was paid."""
        return f"{(claim.amount_minor or 0) / 100:.2f} {claim.currency}" if claim.currency else "–"

    def _page(self, claim: Claim) -> ClaimPage:
        """Read a claim once for all fields of its page."""
        if "shown_page" not in claim.__dict__:
            found = claim_page(PLATFORM, claim.pk, now=timezone.now())
            claim.__dict__["shown_page"] = found
        page: ClaimPage = claim.__dict__["shown_page"]
        return page
