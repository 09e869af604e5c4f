"""What a scripted seller does next with an order: mostly in time, sometimes late, now and then never.

Chosen by a seed and the order's own number, so that the same replay is the same whenever it is run.
"""

import random
from dataclasses import dataclass

from orders.states import DeliveryMethod, OrderState

S = OrderState
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class NextAct:
    """A move to make ``after_s`` seconds after the order came into its state; ``working`` ones or any."""

    move: str
    after_s: int
    working: bool = True


@dataclass(frozen=True, slots=True)
class Habit:
    """One way of doing it: how often of a hundred, which move, and within which minutes."""

    weight: int
    move: str
    least: int
    most: int


# In working minutes; 60 is excellent, acceptable are 180 when new (R-004-26) and 360 in agreement (R-004-27).
HABITS: dict[str, tuple[Habit, ...]] = {
    S.NEW: (
        Habit(55, "open", 3, 55),
        Habit(27, "open", 62, 175),
        Habit(13, "open", 185, 900),
        Habit(5, "", 0, 0),
    ),
    S.NEEDS_AGREEMENT: (
        Habit(58, "confirm", 5, 55),
        Habit(26, "confirm", 62, 350),
        Habit(10, "confirm", 365, 1200),
        Habit(6, "cancel", 20, 300),
    ),
    S.CONFIRMED: (Habit(85, "make_ready", 15, 420), Habit(15, "make_ready", 420, 1500)),
    S.AWAITING_SHIPMENT: (Habit(88, "ship", 10, 500), Habit(12, "ship", 500, 1600)),
    S.DELIVERING: (Habit(100, "receive", 18 * 60, 70 * 60),),
    S.AWAITING_PICKUP: (Habit(100, "receive", 2 * 60, 46 * 60),),
}
BY_THE_BUYER = frozenset({S.DELIVERING, S.AWAITING_PICKUP})


def next_act(seed: int, number: str, state: str, method: str) -> NextAct | None:
    """Return what happens next to order ``number`` in ``state``; None when nothing ever does."""
    if state not in HABITS:
        return None
    chance = random.Random(f"{seed}|{number}|{state}")
    habits = HABITS[state]
    [habit] = chance.choices(habits, [habit.weight for habit in habits])
    if not habit.move:
        return None
    move = habit.move
    if move == "ship" and method == DeliveryMethod.SELF_PICKUP:
        move = "offer_pickup"
    after = chance.randint(habit.least * MINUTE, habit.most * MINUTE)
    return NextAct(move, after, working=state not in BY_THE_BUYER)
