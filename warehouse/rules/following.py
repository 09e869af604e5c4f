"""How a parcel-to-be follows what its orders became: which lines it has, and whether it still can. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from warehouse.states import BOXED, OutboundState

Key = tuple[UUID, int]
"""An order and an offer."""
O = OutboundState  # noqa: E741
# Its goods have left our hands, or are on their way back: nothing follows any more.
SETTLED = frozenset({O.PUT_BACK, O.INTERCEPTED, O.HANDED_OVER, O.ENDED})
PACKING_FINISHED = frozenset({O.DISPATCHED, O.PALLETISED})


class Course(StrEnum):
    """What becomes of a parcel-to-be now."""

    STAY = "stay"
    """Nothing differs, or nothing can be done about it."""
    CHANGE = "change"
    """Its lines become what is wanted."""
    STOP = "stop"
    """It goes back: whatever is still wanted is released anew afterwards."""


@dataclass(frozen=True, slots=True)
class Had:
    """What a parcel has of one offer of one order."""

    quantity: int
    picked: int


def course(
    state: str, had: Mapping[Key, Had], wanted: Mapping[Key, int], cancelled: Collection[UUID]
) -> Course:
    """Return what becomes of a parcel in ``state`` when ``wanted`` is what its orders want now.

    What lies in a box is not changed: before packing is finished it is stopped, after that only if an order
    in it was cancelled. What was picked is never made less: such a parcel is stopped too, and begun anew.
    """
    if state in SETTLED or {key: one.quantity for key, one in had.items()} == dict(wanted):
        return Course.STAY
    lost = any(order in cancelled for order, _ in had)
    if state in PACKING_FINISHED:
        return Course.STOP if lost else Course.STAY
    too_much = any(one.picked > wanted.get(key, 0) for key, one in had.items())
    return Course.STOP if state in BOXED or too_much or not wanted else Course.CHANGE
