"""How far a packer is with a parcel: kept in the answers of the scans, so that any screen can go on from it.

Nothing of it stands in the rows of the parcel before it is closed: until then its goods lie in the tote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

from warehouse.models import Packaging


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Pieces scanned by line, packaging by id as (quantity, layers), and what was confirmed."""

    parcel: str
    pieces: dict[int, int] = field(default_factory=dict)
    materials: dict[int, tuple[int, int]] = field(default_factory=dict)
    note_ticked: bool = False
    bare: bool = False

    @classmethod
    def of(cls, held: Mapping[str, Any], parcel: UUID) -> Self:
        """Return what is in hand of this parcel; nothing if something else is in hand."""
        if held.get("parcel") != str(parcel):
            return cls(parcel=str(parcel))
        return cls(
            parcel=str(parcel),
            pieces={int(pk): n for pk, n in held.get("pieces", {}).items()},
            materials={int(pk): (n, of) for pk, (n, of) in held.get("materials", {}).items()},
            note_ticked=bool(held.get("note_ticked")),
            bare=bool(held.get("bare")),
        )

    def as_held(self) -> dict[str, Any]:
        """Return it as the answer of a scan keeps it."""
        return {
            "parcel": self.parcel,
            "pieces": {str(pk): n for pk, n in self.pieces.items()},
            "materials": {str(pk): list(of) for pk, of in self.materials.items()},
            "note_ticked": self.note_ticked,
            "bare": self.bare,
        }

    @property
    def packed(self) -> int:
        """Return how many pieces were scanned."""
        return sum(self.pieces.values())

    def with_piece(self, line_id: int) -> "Progress":
        """Return it with one more piece of a line."""
        return replace(self, pieces={**self.pieces, line_id: self.pieces.get(line_id, 0) + 1})

    def with_material(self, packaging_id: int, *, layers: int | None = None) -> "Progress":
        """Return it with one more of a packaging, or with so many ``layers`` of it."""
        n, had = self.materials.get(packaging_id, (0, 0))
        now = (max(n, 1), layers) if layers is not None else (n + 1, had)
        return replace(self, materials={**self.materials, packaging_id: now})

    def recorded(self, catalogue: Mapping[int, Packaging]) -> dict[str, int]:
        """Return the kinds of packaging scanned, with the layers confirmed of each."""
        kinds: dict[str, int] = {}
        for pk, (_n, layers) in self.materials.items():
            kind = catalogue[pk].kind
            kinds[kind] = max(kinds.get(kind, 0), layers)
        return kinds

    def tare_g(self, catalogue: Mapping[int, Packaging]) -> int:
        """Return what the packaging weighs; film as often as it goes round."""
        return sum(
            catalogue[pk].tare_g * max(n, layers) for pk, (n, layers) in self.materials.items()
        )
