"""How often a carrier is asked for a parcel: often where something may happen any hour."""

from datetime import timedelta

from logistics.states import Kind, Phase

SOON = timedelta(minutes=10)
PACES: dict[str, timedelta] = {
    Kind.OUT_FOR_DELIVERY: timedelta(minutes=15),
    Kind.ARRIVED: timedelta(minutes=30),
    Kind.AT_POINT: timedelta(hours=1),
}
BY_PHASE: dict[int, timedelta] = {
    Phase.BEFORE: timedelta(hours=1),
    Phase.ON_THE_WAY: timedelta(hours=2),
    Phase.GOING_BACK: timedelta(hours=4),
}


def pause_between(state: str, phase: int) -> timedelta:
    """Return how long to wait before asking again."""
    return PACES.get(state) or BY_PHASE.get(phase, SOON)
