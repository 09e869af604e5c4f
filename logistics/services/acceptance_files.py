"""Take in a carrier's list of what it scanned: whole or not at all, and only once (R-002-50, R-002-52)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.arrays import columns
from kernel.errors import NotFound, Refusal
from kernel.history import Actor
from logistics.models import AcceptanceFile, Carrier, ManifestLine
from logistics.services.accepting import close_found
from logistics.services.reconciling import open_not_accepted, open_unknown
from orders.public import FileRow, FileUnreadable, moment_in_file, rows_of_file

# Headings without spaces, in lower case.
BARCODES = frozenset(
    {"barcode", "parcel", "trackingnumber", "tracking", "mailno", "waybill", "lpcode", "code",
     "штрихкод", "трекномер", "运单号", "包裹号"}
)  # fmt: skip
MOMENTS = frozenset(
    {"scannedat", "acceptedat", "time", "date", "scantime", "время", "дата", "扫描时间", "时间"}
)
LONGEST, MOST_NAMED = 60, 50
AHEAD = timedelta(minutes=10)  # a carrier's clock may be fast


class AcceptanceFileRefused(Refusal):
    """The file is no list of scans; ``rows`` in the details names each row that cannot be read."""

    code = "acceptance_file_refused"


class NoSuchManifest(NotFound):
    """No such handover of this carrier was signed."""

    code = "no_such_manifest"


@dataclass(frozen=True, slots=True)
class Scanned:
    """One barcode and when the carrier scanned it."""

    barcode: str
    at: datetime


@transaction.atomic
def take_acceptance_file(
    *,
    carrier_code: str,
    name: str,
    content: bytes,
    actor: Actor,
    now: datetime,
    handover_id: UUID | None = None,
) -> tuple[AcceptanceFile, bool]:
    """Accept the parcels on the list; return what came of it, and whether it is new.

    A barcode that nobody knows opens a case a. With ``handover_id`` the list is all that the carrier found of
    that truck: what is not on it is a case b at once, else when the time for scanning is over. The same file
    again does nothing. Raises AcceptanceFileRefused, NoSuchManifest; then nothing has changed.
    """
    carrier = Carrier.objects.select_for_update(no_key=True).get(code=carrier_code)
    digest = hashlib.sha256(content).hexdigest()
    known = AcceptanceFile.objects.filter(carrier=carrier, sha256=digest).first()
    if known is not None:
        return known, False
    _demand_manifest(carrier, handover_id)
    scans = _read(content, carrier.zone, now)
    accepted, unknown = _accept(carrier, scans)
    close_found(accepted, now=now)
    opened = open_unknown(
        unknown, carrier_id=carrier.pk, handover_id=handover_id, at=now, actor=actor
    )
    absent = open_not_accepted(handover_id, at=now, actor=actor) if handover_id else 0
    return AcceptanceFile.objects.create(
        carrier=carrier,
        sha256=digest,
        name=name[-200:],
        handover_id=handover_id,
        read_at=now,
        read_by=actor.label[:200],
        rows=len(scans),
        accepted=len(accepted),
        unknown=len(opened),
        absent=absent,
    ), True


def _demand_manifest(carrier: Carrier, handover_id: UUID | None) -> None:
    rows = ManifestLine.everything.filter(carrier=carrier, handover_id=handover_id)
    if handover_id is not None and not rows.exists():
        raise NoSuchManifest(_("This carrier has signed for no such handover."))


def _read(content: bytes, zone: str, now: datetime) -> list[Scanned]:
    """Return each barcode once, with its first scan. Raises AcceptanceFileRefused."""
    try:
        header, rows = rows_of_file(content)
    except FileUnreadable as error:
        raise AcceptanceFileRefused(error.message, field="file") from error
    barcode_at = _column(header, BARCODES)
    if barcode_at is None:
        raise AcceptanceFileRefused(
            _("No column is called Barcode, Tracking number or Waybill: name one so."), field="file"
        )
    moment_at = _column(header, MOMENTS)
    found: dict[str, datetime] = {}
    faults: list[dict[str, Any]] = []
    for row in rows:
        one = _scan(row, barcode_at, moment_at, zone, now)
        if isinstance(one, Scanned):
            found[one.barcode] = min(one.at, found.get(one.barcode, one.at))
        else:
            faults.append({"row": row.number, "message": str(one)})
    if faults or not found:
        raise AcceptanceFileRefused(_refusal(faults), field="file", rows=faults[:MOST_NAMED])
    return [Scanned(*one) for one in found.items()]


def _refusal(faults: Sequence[dict[str, Any]]) -> Any:
    if not faults:
        return _("The file has no rows.")
    named = "; ".join(f"{one['row']}: {one['message']}" for one in faults[:5])
    return _("Nothing was taken in. Mend these rows and send the file again: %(rows)s") % {
        "rows": named
    }


def _column(header: Sequence[str], names: frozenset[str]) -> int | None:
    keys = ["".join(c for c in cell.lower() if c.isalnum()) for cell in header]
    return next((n for n, key in enumerate(keys) if key in names), None)


def _scan(row: FileRow, barcode_at: int, moment_at: int | None, zone: str, now: datetime) -> Any:
    """Return the scan of a row, or why there is none."""
    if row.fault:
        return row.fault
    cells = row.cells
    barcode = cells[barcode_at] if len(cells) > barcode_at else ""
    if not 0 < len(barcode) <= LONGEST or not barcode.isprintable():
        return _("no barcode")
    if moment_at is None:
        return Scanned(barcode, now)
    at = moment_in_file(cells[moment_at], zone) if len(cells) > moment_at else None
    if at is None:
        return _("no moment that can be read")
    return _("this moment is still to come") if at > now + AHEAD else Scanned(barcode, at)


def _accept(carrier: Carrier, scans: Sequence[Scanned]) -> tuple[list[UUID], list[str]]:
    """Return the parcels that are accepted by these scans now, and the barcodes that nobody knows."""
    rows = columns([(one.barcode, one.at) for one in scans], 2)
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPT, [*rows, carrier.pk, carrier.pk])
        accepted = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_UNKNOWN, [rows[0], carrier.pk, carrier.pk, carrier.pk])
        unknown = [barcode for (barcode,) in cursor.fetchall()]
    return accepted, unknown


# The rows are locked in the order of their keys, as everybody does who accepts or claims.
_ACCEPT = """
with scan as (select * from unnest(%s::text[], %s::timestamptz[]) as t(barcode, at)
), meant as (
  select m.id, s.at from scan s
  join logistics_manifestline m on m.carrier_id = %s and m.code = s.barcode
  union all
  select m.id, s.at from scan s
  join logistics_manifestline m on m.carrier_id = %s and m.waybill = s.barcode and m.waybill <> ''
), held as (
  select m.id, t.at from logistics_manifestline m
  join (select id, min(at) as at from meant group by id) t using (id)
  where m.accepted_at is null order by m.id for no key update of m
)
update logistics_manifestline m set accepted_at = held.at, accepted_by = 'push'
from held where m.id = held.id
returning m.outbound_id
"""
_UNKNOWN = """
select s.barcode from unnest(%s::text[]) as s(barcode)
where not exists (select from logistics_manifestline m where m.carrier_id = %s and m.code = s.barcode)
  and not exists (select from logistics_manifestline m where m.carrier_id = %s
                  and m.waybill = s.barcode and m.waybill <> '')
  and not exists (select from logistics_waybill w where w.carrier_id = %s and w.number = s.barcode)
order by s.barcode
"""
