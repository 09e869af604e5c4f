"""Answers that look healthy and are not: rows that miss, come twice, are old, or name what nobody knows."""

from collections.abc import Callable
from typing import Any

from sandbox.faults import AFTER, BEFORE, Fault
from sandbox.nova_poshta import envelope
from sandbox.nova_poshta.documents import refs_in
from sandbox.nova_poshta.door import Asked, Door
from sandbox.nova_poshta.envelope import Reply
from sandbox.nova_poshta.tracking import row

STRANGE = 777  # a status that stands in no table, unless the fault names another
Rows = list[Reply]


def _missing(rows: Rows, fault: Fault, door: Door) -> Rows:
    """Leave out the row of the target; without a target, each second row from the first on."""
    if fault.target:
        return [one for one in rows if not _is_meant(one, fault)]
    return rows[1::2]


def _doubled(rows: Rows, fault: Fault, door: Door) -> Rows:
    return [*rows, *(one for one in rows if _is_meant(one, fault))]


def _turned(rows: Rows, fault: Fault, door: Door) -> Rows:
    return rows[::-1]


def _strange(rows: Rows, fault: Fault, door: Door) -> Rows:
    words = {"StatusCode": str(fault.code or STRANGE), "Status": fault.text or "Статус"}
    return [{**one, **words} if _is_meant(one, fault) else one for one in rows]


def _stale(rows: Rows, fault: Fault, door: Door) -> Rows:
    return [_as_before(one, door) if _is_meant(one, fault) else one for one in rows]


def _as_before(told: Reply, door: Door) -> Reply:
    waybill = door.book.find(told["Number"])
    return row(waybill.earlier(), is_trusted=not waybill.phone) if waybill else told


SPOILS: dict[str, Callable[[Rows, Fault, Door], Rows]] = {
    "missing": _missing,
    "doubled": _doubled,
    "turned": _turned,
    "strange": _strange,
    "stale": _stale,
}
LYING = "lying"
KINDS = frozenset({*SPOILS, LYING})


def moment_of(kind: str) -> str:
    """Return when a lie happens by nature: rows are spoiled once they are there; a lie has no effect."""
    return BEFORE if kind == LYING else AFTER


def spoiled(fault: Fault, honest: Reply, door: Door) -> Reply:
    """Return the envelope with its rows spoiled; a refusal has none."""
    return {**honest, "data": SPOILS[fault.kind](honest["data"], fault, door)}


def lie(asked: Asked, door: Door) -> Reply:
    """Return a success that did not happen: a waybill nobody made, a deletion of nothing, no rows."""
    if asked.operation == "InternetDocument.save":
        return envelope.success(door.documents.pretend(asked.properties))
    if asked.operation == "InternetDocument.delete":
        return envelope.success([{"Ref": ref} for ref in refs_in(asked.properties)])
    return envelope.success([])


def _is_meant(told: dict[str, Any], fault: Fault) -> bool:
    return fault.target in ("", told.get("Number"))
