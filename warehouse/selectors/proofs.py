"""What we can prove of parcels that were handed over: film or pictures, and the signed sheet (R-002-45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from kernel.arrays import literal


@dataclass(frozen=True, slots=True)
class Proof:
    """``has_film``: a camera saw a scan of it, or a picture is kept. ``is_on_sheet``: both signed for it.

    ``is_sellers_risk``: it left without recorded packaging, or against a stop.
    """

    has_film: bool
    is_on_sheet: bool
    is_sellers_risk: bool


NOTHING = Proof(has_film=False, is_on_sheet=False, is_sellers_risk=False)


def proofs_of(outbound_ids: Sequence[UUID]) -> dict[UUID, Proof]:
    """Return what there is to show of each of these parcels, in one query (R-002-27)."""
    with connection.cursor() as cursor:
        cursor.execute(_PROOFS, [literal(outbound_ids)])
        return {pk: Proof(film, sheet, risk) for pk, film, sheet, risk in cursor.fetchall()}


_PROOFS = """
select o.id,
  exists (select from warehouse_scan s
          where s.subject_kind = 'outbound' and s.subject_id = o.id::text and s.camera <> '')
  or exists (select from warehouse_evidencefile f
             where (f.media_type like 'image/%%' or f.media_type like 'video/%%') and (
               (f.subject_kind = 'outbound' and f.subject_id = o.id::text)
               or (f.subject_kind = 'pallet' and f.subject_id = p.id::text)
               or (f.subject_kind = 'handover' and f.subject_id = h.id::text))),
  coalesce(h.state = 'signed' and exists (
    select from jsonb_array_elements(h.sheet->'pallets') pallet,
                jsonb_array_elements(pallet->'parcels') parcel
    where parcel->>'code' = o.code), false),
  o.liability = 'seller'
from warehouse_outbound o
left join warehouse_pallet p on p.id = o.pallet_id
left join warehouse_handover h on h.id = p.handover_id
where o.id = any(%s::uuid[])
"""
