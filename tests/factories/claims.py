"""Signed handovers to Cainiao, and what is claimed of them, for tests."""

from datetime import UTC, datetime, timedelta

from logistics.models import Claim, ManifestLine
from logistics.services.claim_opening import Upload, keep_file
from logistics.services.claiming import Report, take_claim
from logistics.services.manifests import keep_manifest
from logistics.states import ClaimKind
from tests.factories.docks import (
    PACKER,
    closed_pallet,
    dispatched,
    dock_of_shop,
    loaded_truck,
    signed,
)
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Handover
from warehouse.services.freezing import freeze_handover

SIGNED_AT = datetime(2026, 2, 5, 14, tzinfo=UTC)  # Thursday 17:00 in Moscow
ACT = Upload(name="act.pdf", media_type="application/pdf", content=b"%PDF-1.4 act")


def handed_over(n: int = 1, *, at: datetime = SIGNED_AT, carrier: str = "Cainiao") -> Handover:
    """Return a truck that both signed for at ``at``, its parcels kept and its clocks open.

    Parcels were put onto their pallet under a camera, by rows only.
    """
    shop = shop_in_storage()
    dock = dock_of_shop(shop)
    before = at - timedelta(hours=1)
    parcels = dispatched(n, shop, carrier, at=before)
    truck = loaded_truck(dock, [closed_pallet(dock, parcels, at=before)], at=before)
    freeze_handover(handover_id=truck.pk, at=before)
    truck = signed(Handover.objects.get(pk=truck.pk), at=at)
    keep_manifest(truck.pk, now=at)
    return truck


def lines_of(truck: Handover) -> list[ManifestLine]:
    """Return what the carrier signed for."""
    return list(ManifestLine.everything.filter(handover=truck).order_by("pk"))


def film(line: ManifestLine, at: datetime = SIGNED_AT) -> None:
    """Have a camera see a scan of the parcel."""
    from kernel.ids import new_id
    from warehouse.models import Scan

    Scan.objects.create(
        action_id=new_id(),
        warehouse_id=line.handover.warehouse_id,
        camera="cam-07",
        who="Ігор",
        action="dispatch",
        code=line.code,
        verdict="ok",
        subject_kind="outbound",
        subject_id=str(line.outbound_id),
        at=at,
    )


def claim(line: ManifestLine, at: datetime, kind: str = ClaimKind.MISSING, **more: object) -> Claim:
    """Have the carrier claim a parcel of a handover."""
    known = {"barcode": line.code, "handover_id": line.handover_id, "act": ACT}
    report = Report(kind=kind, at=at, sender="ops@cainiao.example", **{**known, **more})
    return take_claim(report, actor=PACKER, now=at)


def claim_by_rows(truck: Handover, word: str) -> Claim:
    """Return a claim with an act about the one parcel of a truck; rows only, no use case."""
    from warehouse.models import Outbound

    outbound = Outbound.everything.get(pallet__handover=truck)
    act = Upload(name=f"{word}.pdf", media_type="application/pdf", content=word.encode())
    found = Claim.everything.create(
        number=Claim.everything.count() + 900_000,
        shop_id=outbound.shop_id,
        outbound=outbound,
        handover=truck,
        kind=ClaimKind.MISSING,
        came="person",
        opened_at=SIGNED_AT,
        claimed_at=SIGNED_AT,
        barcode=outbound.code,
        sender=f"{word}@carrier.test",
        words=f"{word} words",
        act_sha256=act.sha256,
    )
    keep_file(found, "act", act, at=SIGNED_AT, by=word)
    return found
