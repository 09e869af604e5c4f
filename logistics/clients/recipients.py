"""Who can be told of a dispatch, and how: each adapter says here once which acts it has for it.

A dispatch notice (``notice``) is planned about ``outbound:<id>`` with the plain values ``link`` (id),
``partner_code``, ``endpoint``, ``warehouse`` (code), ``zone``, ``parcel`` (its barcode), ``order`` (our
number), ``external_id`` (the channel's), ``carrier``, ``tracking``, ``weight_g``, ``length_mm``,
``width_mm``, ``height_mm`` (null: not measured) and ``dispatched_at`` (ISO, UTC).

A pickup request (``pickup``) is planned about ``pickup:<id>`` with ``link``, ``partner_code``,
``endpoint``, ``warehouse``, ``zone``, ``address``, ``on`` (ISO day), ``since`` and ``until`` (HH:MM, hours of
that zone), ``parcels`` (barcodes) and, where the recipient knows parcels by codes of its own (``by_code``),
``order_codes`` beside them: no other parcel is asked for. Its `Done` may hold ``number``, what they call it,
and ``left_out``: objects with ``order_code`` and ``why``. Where a recipient arranges the truck itself there
is no such act.

A notice in advance (``asn``) is planned about ``asn:<day id>:<notice id>`` as a day is sealed, with what an
order is announced with (`services.consigning`), ``order_code``, the measures, and ``pickup_address``.
"""

from dataclasses import dataclass

from kernel.remote import Act
from logistics.states import Recipient


@dataclass(frozen=True, slots=True)
class Acts:
    """What is asked of one kind of recipient."""

    notice: Act
    pickup: Act | None = None
    asn: Act | None = None
    by_code: bool = False
    most_in_pickup: int = 0  # 0: any number


_known: dict[str, Acts] = {}


def told_by(recipient: Recipient, acts: Acts) -> None:
    """Have that kind of recipient be told by these acts; the last word counts."""
    _known[recipient] = acts


def acts_of(recipient: str) -> Acts | None:
    """Return the acts, or None for one that nobody speaks with yet."""
    return _known.get(recipient)


def all_acts() -> list[Acts]:
    """Return the acts of everybody who can be told."""
    return list(_known.values())


def forget(recipient: Recipient) -> None:
    """Strike a recipient off; for tests."""
    _known.pop(recipient, None)
