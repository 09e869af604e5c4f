"""A damaged parcel: reported, and submitted with photo and signed act only (R-002-65..-67, C-16)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from kernel.scope import Scope
from logistics.events import DamageSubmitted
from logistics.models import DamageCase, ParcelOrder
from logistics.selectors.damages import ACT, PHOTO
from warehouse.public import attach_evidence, evidence_of, hold_evidence


class NoSuchDamage(NotFound):
    """There is no such damaged parcel, or it is another shop's."""

    code = "no_such_damage"


class DamageRefused(Refusal):
    """The case is not whole, or says what cannot be; ``field`` says what is missing."""

    code = "damage_refused"


class DamageOver(Conflict):
    """The case was submitted: it does not change any more."""

    code = "damage_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found, by the act."""

    signed_at: datetime
    opened_at: datetime
    package_damaged: bool
    product_damaged: bool
    description: str
    opened_unsigned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who has signed the act; without the buyer there must be a reason."""

    courier_name: str
    buyer_name: str = ""
    unsigned_reason: str = ""


@transaction.atomic
def report_damage(
    *, order_id: UUID, scope: Scope, findings: Findings, actor: Actor, now: datetime
) -> DamageCase:
    """Open the case of an order's parcel, or correct what it says while it is not submitted.

    A parcel is opened only after it was signed for: the other way round is refused unless it is said by
    name, and then stays flagged. Raises NoSuchDamage, DamageRefused, DamageOver.
    """
    content = ParcelOrder.objects.select_related("parcel").filter(order_id=order_id).last()
    if content is None or not scope.covers(content.parcel.shop_id):
        raise NoSuchDamage(_("No parcel of this order is known."))
    _demand_findings(findings, now)
    case = DamageCase.everything.select_for_update().filter(parcel=content.parcel).first()
    if case is None:
        case = DamageCase(
            parcel=content.parcel,
            shop_id=content.parcel.shop_id,
            order_id=order_id,
            reported_at=now,
            reported_by=actor.label[:200],
        )
    _demand_open(case)
    for name in ("signed_at", "opened_at", "package_damaged", "product_damaged"):
        setattr(case, name, getattr(findings, name))
    case.description = findings.description.strip()
    case.opened_unsigned = findings.opened_at < findings.signed_at
    case.save()
    _keep(case, "report_damage", actor, now)
    return case


@transaction.atomic
def add_damage_file(
    *,
    case_id: int,
    scope: Scope,
    kind: str,
    name: str,
    media_type: str,
    content: bytes,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep a photo, or a scan of the signed act; the same file again is the one that is there.

    Raises NoSuchDamage, DamageOver, DamageRefused, and what evidence refuses.
    """
    case = _held(case_id, scope)
    _demand_open(case)
    if kind not in (PHOTO, ACT):
        raise DamageRefused(_("Say whether it is a photo or the act."), field="kind")
    attach_evidence(
        (kind, str(case.pk)),
        name=name,
        media_type=media_type,
        content=content,
        actor=actor,
        at=now,
    )


@transaction.atomic
def submit_damage(
    *, case_id: int, scope: Scope, signing: Signing, actor: Actor, now: datetime
) -> DamageCase:
    """Submit a case that has a photo and the signed act; both are kept from then on. Again changes nothing.

    Raises NoSuchDamage, DamageRefused naming what is missing (C-16).
    """
    case = _held(case_id, scope)
    if case.submitted_at is not None:
        return case
    _demand_whole(case, signing)
    case.courier_name, case.courier_signed_at = signing.courier_name.strip()[:200], now
    case.buyer_name = signing.buyer_name.strip()[:200]
    case.buyer_signed_at = now if case.buyer_name else None
    case.unsigned_reason = signing.unsigned_reason.strip()[:300]
    case.submitted_at = now
    case.save()
    for kind in (PHOTO, ACT):
        hold_evidence((kind, str(case.pk)), reason=case.number, actor=actor, at=now)
    _keep(case, "submit_damage", actor, now)
    record(
        DamageSubmitted(
            occurred_at=now,
            shop_id=case.shop_id,
            parcel_id=case.parcel_id,
            order_id=case.order_id,
            damage_id=case.pk,
        )
    )
    return case


def _demand_findings(findings: Findings, now: datetime) -> None:
    if not findings.description.strip():
        raise DamageRefused(_("Write what is damaged, and how."), field="description")
    if max(findings.signed_at, findings.opened_at) > now:
        raise DamageRefused(_("This moment has not come yet."), field="opened_at")
    if findings.opened_at < findings.signed_at and not findings.opened_unsigned:
        raise DamageRefused(
            _("It is opened only after it was signed for. If it was opened before, say so."),
            field="opened_at",
        )


def _demand_whole(case: DamageCase, signing: Signing) -> None:
    """Demand photo, act and signatures; the buyer's may be missing with a reason (R-002-66)."""
    if not evidence_of(PHOTO, str(case.pk)).files:
        raise DamageRefused(_("Add a photo of the damage first."), field="photo")
    if not evidence_of(ACT, str(case.pk)).files:
        raise DamageRefused(_("Add the signed act first."), field="act")
    if not signing.courier_name.strip():
        raise DamageRefused(_("Name the courier who signed the act."), field="courier_name")
    if not signing.buyer_name.strip() and not signing.unsigned_reason.strip():
        raise DamageRefused(
            _("Name the buyer who signed the act, or write why the buyer did not."),
            field="unsigned_reason",
        )


def _demand_open(case: DamageCase) -> None:
    if case.submitted_at is not None:
        raise DamageOver(_("%(number)s is submitted already.") % {"number": case.number})


def _held(case_id: int, scope: Scope) -> DamageCase:
    rows = DamageCase.objects.of(scope).select_for_update()
    case: DamageCase | None = rows.filter(pk=case_id).first()
    if case is None:
        raise NoSuchDamage(_("There is no such damaged parcel."))
    return case


def _keep(case: DamageCase, action: str, actor: Actor, now: datetime) -> None:
    history.write(
        subject=("damage", str(case.pk)),
        shop_id=case.shop_id,
        action=action,
        actor=actor,
        at=now,
        changes={"opened_unsigned": (None, case.opened_unsigned)},
    )
