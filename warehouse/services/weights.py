"""What goods weigh here: learned from accepted parcels, believed once enough were weighed (R-002-20)."""

from collections.abc import Iterable, Sequence

from warehouse.models import LearnedWeight, Outbound, OutboundLine, OutboundMaterial
from warehouse.rules.weighing import Expected, Learned, Piece, expected_weight, piece_weight


def expect(lines: Iterable[OutboundLine], *, tare_g: int) -> Expected:
    """Return what these lines weigh in packaging of ``tare_g``."""
    return expected_weight(pieces_of(list(lines)), tare_g=tare_g)


def pieces_of(lines: Sequence[OutboundLine]) -> list[Piece]:
    """Return lines as what is known of their weights; one entry for each SKU."""
    known = LearnedWeight.objects.in_bulk({line.offer_id for line in lines})
    together: dict[int, Piece] = {}
    for line in lines:
        row, same = known.get(line.offer_id), together.get(line.offer_id)
        together[line.offer_id] = Piece(
            name=line.name,
            quantity=line.quantity + (same.quantity if same else 0),
            stated_g=line.offer.weight_g,
            learned=Learned(row.weighed, row.mean_g, row.squares) if row else Learned(),
        )
    return list(together.values())


def tare_of(parcel: Outbound) -> int:
    """Return what the packaging recorded for a parcel weighs."""
    rows = OutboundMaterial.objects.filter(outbound_id=parcel.pk).select_related("packaging")
    return sum(one.packaging.tare_g * max(one.quantity, one.layers) for one in rows)


def learn(lines: Sequence[OutboundLine], *, weight_g: int, tare_g: int) -> bool:
    """Learn from an accepted parcel what one piece weighs; tell whether anything could be learned.

    The row is locked: two scales that learn at once are both heard.
    """
    pieces = pieces_of(lines)
    grams = piece_weight(pieces, weight_g=weight_g, tare_g=tare_g)
    if grams is None:
        return False
    LearnedWeight.objects.bulk_create(
        [LearnedWeight(offer_id=lines[0].offer_id)], ignore_conflicts=True
    )
    row = LearnedWeight.objects.select_for_update(no_key=True).get(offer_id=lines[0].offer_id)
    now = Learned(row.weighed, row.mean_g, row.squares).with_piece(grams)
    row.weighed, row.mean_g, row.squares = now.weighed, now.mean_g, now.squares
    row.save()
    return True
