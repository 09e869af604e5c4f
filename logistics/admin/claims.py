"""Claims in the back office: read them, show what we have, decide, settle; each act with its reason."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from kernel.backoffice import actor_of
from kernel.money import to_minor
from kernel.scope import PLATFORM
from logistics.admin.carriers import READERS
from logistics.admin.claim_fields import ShownClaim
from logistics.admin.claim_forms import (
    AmountForm,
    EnterForm,
    EvidenceForm,
    LiableForm,
    MatchForm,
    ReadForm,
    WhyForm,
    upload_of,
)
from logistics.models import Claim
from logistics.services import deciding
from logistics.services.claim_papers import claim_bundle
from logistics.services.claiming import ClaimRefused, Report, take_claim
from logistics.services.judging import show_evidence
from sellers.public import Role
from warehouse.public import signed_under_number

LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.MODERATOR, Role.ADMIN})
JUDGES = frozenset({Role.MODERATOR, Role.ADMIN})
FACTS = ["shown_state", "why", "till", "parcel", "handed", "reported", "seen", "proof", "papers"]


@admin.register(Claim)
class ClaimAdmin(ShownClaim):
    """Who must do what by when; on its page everything that is known, and the acts."""

    readers = READERS
    acts = {
        "enter": LEADS,
        "bundle": READERS,
        "evidence": LEADS,
        "understand": LEADS,
        "match": LEADS,
        "decide": JUDGES,
        "settle": JUDGES,
        "come_back": JUDGES,
        "dismiss": JUDGES,
    }
    actions_list = ["enter"]
    actions_detail = [
        "bundle", "evidence", "understand", "match", "decide", "settle", "come_back", "dismiss",
    ]  # fmt: skip
    list_display = ["__str__", "shown_state", "kind", "till", "parcel", "came", "opened_at", "late"]
    list_select_related = ["outbound__order", "handover", "carrier", "shop"]
    list_filter = ["state", "kind", "came", "is_late", "carrier", "basis"]
    search_fields = ["number", "barcode", "outbound__code", "outbound__order__number",
                     "handover__number", "sender"]  # fmt: skip
    ordering = ["closed_at", "opened_at"]
    fields = [*FACTS, "words", "amount", "shop"]
    readonly_fields = [*FACTS, "amount"]

    @action(description=_("Evidence (PDF)"))
    def bundle(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give all evidence on one paper."""
        claim = self.row(request, object_id)
        made = claim_bundle(PLATFORM, claim.pk, at=timezone.now())
        if made is None:
            return HttpResponseRedirect(self._back(claim))
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{claim}.pdf"'
        return answer

    @action(description=_("Enter a claim"))
    def enter(self, request: HttpRequest) -> HttpResponse:
        """Enter what a carrier reported by telephone or on paper (R-002-43)."""
        return self.act(
            request,
            EnterForm,
            lambda data: _enter(request, data),
            title=_("Enter a claim"),
            says=_("Its type and its act are needed. It counts from now."),
            done=_("The claim is opened."),
        )

    @action(description=_("Add film or picture"))
    def evidence(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep evidence and judge anew."""
        claim = self.row(request, object_id)

        def run(data: dict[str, Any]) -> None:
            file = upload_of(data["file"])
            assert file is not None
            show_evidence(
                claim.pk,
                name=file.name,
                media_type=file.media_type,
                content=file.content,
                actor=actor_of(request),
                at=timezone.now(),
            )

        says = _("With the signed sheet it frees the seller at once.")
        return self._decide(request, claim, EvidenceForm, run, _("Add film or picture"), says)

    @action(description=_("Read"))
    def understand(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what a mail is about that could not be read."""
        claim = self.row(request, object_id)
        says = _("It counts from when the mail came.")
        run = self._call(request, claim, deciding.read_claim)
        return self._decide(request, claim, ReadForm, run, _("Read"), says)

    @action(description=_("Match with a parcel"))
    def match(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say which parcel it is (R-002-54)."""
        claim = self.row(request, object_id)
        says = _("The claim goes on as one of its shop.")
        run = self._call(request, claim, deciding.match_claim)
        return self._decide(request, claim, MatchForm, run, _("Match with a parcel"), says)

    @action(description=_("Decide"))
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say who answers for it."""
        claim = self.row(request, object_id)
        says = _("Both sides are told, with the reason.")
        run = self._call(request, claim, deciding.decide_claim)
        return self._decide(request, claim, LiableForm, run, _("Decide"), says)

    @action(description=_("Compensate"))
    def settle(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Settle it in money (R-002-74)."""
        claim = self.row(request, object_id)

        def run(data: dict[str, Any]) -> None:
            amount = to_minor(data.pop("amount"), data["currency"])
            self._call(request, claim, deciding.compensate_claim)({**data, "amount_minor": amount})

        says = _("Billing books the amount; this cannot be taken back here.")
        return self._decide(request, claim, AmountForm, run, _("Compensate"), says)

    @action(description=_("Comes back"))
    def come_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Close it as a return (R-002-56)."""
        claim = self.row(request, object_id)
        says = _("The warehouse expects the parcel back.")
        run = self._call(request, claim, deciding.return_claimed)
        return self._decide(request, claim, WhyForm, run, _("Comes back"), says)

    @action(description=_("Close without effect"))
    def dismiss(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Close it without effect."""
        claim = self.row(request, object_id)
        says = _("Nobody pays, nothing comes back; evidence is not held any longer.")
        run = self._call(request, claim, deciding.reject_claim)
        return self._decide(request, claim, WhyForm, run, _("Close without effect"), says)

    def _call(self, request: HttpRequest, claim: Claim, service: Any) -> Any:
        return lambda data: service(claim.pk, **data, actor=actor_of(request), at=timezone.now())

    def _decide(
        self, request: HttpRequest, claim: Claim, form: Any, run: Any, title: Any, says: Any
    ) -> HttpResponse:
        done = _("It is written down.")
        return self.act(request, form, run, title=title, says=says, done=done, obj=claim)


def _enter(request: HttpRequest, data: dict[str, Any]) -> None:
    number, pictures = data["handover"].strip(), upload_of(data["picture"])
    known = signed_under_number(number) if number else []
    if number and not known:
        raise ClaimRefused(_("No signed handover has this number."), field="handover")
    now = timezone.now()
    report = Report(
        kind=data["kind"],
        at=now,
        sender=data["sender"],
        barcode=data["barcode"].strip(),
        handover_id=known[0] if known else None,
        words=data["words"],
        act=upload_of(data["act"]),
        pictures=(pictures,) if pictures else (),
    )
    take_claim(report, actor=actor_of(request), now=now)
