"""The parcels that Cainiao knows, and what it was told of them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sandbox.cainiao.lives import CANCELLED, CREATED, LIVES, OUTBOUND, USUAL, WORDS, Plan
from sandbox.clock import Clock
from sandbox.journal import Journal

SERVICE = "cainiao"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One action, when, where, in which words, and why if it failed."""

    code: str
    at: datetime
    text: str
    place: str = ""
    reason: str = ""


@dataclass(slots=True)
class Parcel:
    """One order of theirs: ``order_code`` is LP and 14 digits, ``out_id`` the client's own id."""

    order_code: str
    tracking: str
    partner: str
    out_id: str
    life: str = USUAL
    plan: Plan = ()
    history: list[Step] = field(default_factory=list)
    weight_g: int = 0
    handover: str = ""
    package: str = ""  # the barcode that its seller put on it

    @property
    def last(self) -> Step:
        """Return what happened last."""
        return self.history[-1]

    @property
    def has_left(self) -> bool:
        """Whether its seller said that it was scanned out."""
        return any(step.code == OUTBOUND for step in self.history)

    @property
    def is_closed(self) -> bool:
        """Whether it was cancelled."""
        return any(step.code == CANCELLED for step in self.history)

    @property
    def due(self) -> datetime | None:
        """Return when the next step comes by itself: none before the parcel has left its seller."""
        moving = self.plan and self.has_left
        return self.last.at + timedelta(hours=self.plan[0][1]) if moving else None

    def as_json(self) -> dict[str, Any]:
        """Return all of it for the page and the memory."""
        steps = [{**asdict(step), "at": step.at.isoformat()} for step in self.history]
        due = self.due.isoformat() if self.due else None
        return {
            **asdict(self),
            "history": steps,
            "plan": [list(one) for one in self.plan],
            "due": due,
        }


class Book:
    """All parcels. ``on_step`` hears of every step that a carrier makes."""

    def __init__(self, clock: Clock, effects: Journal) -> None:
        self._clock, self._effects = clock, effects
        self.on_step: Callable[[Parcel, Step], object] = lambda parcel, step: None
        self.clear()

    def clear(self) -> None:
        """Forget every parcel."""
        self.parcels: dict[str, Parcel] = {}
        self.pickups: dict[str, dict[str, Any]] = {}
        self._numbers = count(1)

    def make(
        self,
        partner: str,
        out_id: str,
        *,
        order_code: str = "",
        life: str = USUAL,
        weight_g: int = 0,
    ) -> Parcel:
        """Take up an order under a code of ours."""
        if life not in LIVES:
            raise ValueError(f"life is one of {', '.join(LIVES)}")
        n = next(self._numbers)
        code = order_code or f"LP007{n:011d}"
        if code in self.parcels:
            raise ValueError(f"there is a parcel {code} already")
        number = f"RS{n:09d}CN"
        parcel = Parcel(code, number, partner, out_id or code, life, LIVES[life], weight_g=weight_g)
        self.parcels[code] = parcel
        self._effects.record(SERVICE, "order.created", parcel.out_id, code=code, by=partner)
        self.reach(parcel, CREATED, tell=False)
        return parcel

    def find(self, told: str, partner: str = "") -> Parcel | None:
        """Return the parcel that goes under a number: theirs, ours, or the one on the label."""
        if told in self.parcels:
            return self.parcels[told]
        rows = (
            p for p in self.parcels.values() if told and told in (p.out_id, p.tracking, p.package)
        )
        return next((p for p in rows if partner in ("", p.partner)), None)

    def known(self, told: str) -> Parcel:
        """Return it; raise ValueError where there is none."""
        parcel = self.find(told)
        if parcel is None:
            raise ValueError(f"there is no parcel {told}")
        return parcel

    def step(self, told: str) -> Parcel:
        """Let the next step of a life happen now."""
        parcel = self.known(told)
        if not parcel.plan:
            raise ValueError(f"nothing more comes of {told}")
        code, parcel.plan = parcel.plan[0][0], parcel.plan[1:]
        self.reach(parcel, code)
        return parcel

    def go_on(self) -> int:
        """Let happen what is due by the clock; return how many steps that were."""
        steps = 0
        for parcel in list(self.parcels.values()):
            while parcel.due and parcel.due <= self._clock.now():
                at, (code, _hours) = parcel.due, parcel.plan[0]
                parcel.plan = parcel.plan[1:]
                self.reach(parcel, code, at=at)
                steps += 1
        return steps

    def reach(
        self,
        parcel: Parcel,
        code: str,
        *,
        at: datetime | None = None,
        reason: str | None = None,
        tell: bool = True,
    ) -> Step:
        """Have something happen to a parcel, and tell whoever listens."""
        now = at or self._clock.now()
        if at is None and parcel.history:
            now = max(now, parcel.last.at + SECOND)
        words = WORDS.get(code)
        step = Step(
            code,
            now.replace(microsecond=0),
            words.text if words else code,
            words.place if words else "",
            (words.reason if words else "") if reason is None else reason,
        )
        parcel.history.append(step)
        self._effects.record(SERVICE, "step", parcel.order_code, code=code, at=step.at.isoformat())
        if tell:
            self.on_step(parcel, step)
        return step

    def dump(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "parcels": [one.as_json() for one in self.parcels.values()],
            "pickups": self.pickups,
            "next": len(self.parcels) + 1,
        }

    def load(self, kept: dict[str, Any]) -> None:
        """Take up what `dump` gave."""
        self.parcels = {one["order_code"]: _read(one) for one in kept["parcels"]}
        self.pickups = dict(kept["pickups"])
        self._numbers = count(int(kept["next"]))


def _read(kept: dict[str, Any]) -> Parcel:
    told = {name: value for name, value in kept.items() if name != "due"}
    told["plan"] = tuple((code, hours) for code, hours in kept["plan"])
    told["history"] = [
        Step(**{**step, "at": datetime.fromisoformat(step["at"])}) for step in kept["history"]
    ]
    return Parcel(**told)
