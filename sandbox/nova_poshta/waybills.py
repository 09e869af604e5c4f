"""The waybills: each with a life that goes on by the sandbox's clock, or as somebody decides by hand."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sandbox.clock import Clock
from sandbox.journal import Journal
from sandbox.nova_poshta.statuses import (
    BEFORE_SCAN,
    CREATED,
    DELETED,
    LIVES,
    RETURN,
    STATUSES,
    WAY_BACK,
    Plan,
    plan_after,
)

NUMBER = re.compile(r"\d{14}", re.ASCII)
PLAUSIBLE = ("2045", "5900")  # how numbers begin that are taken up unasked, if that is switched on
CITIES = ("Львів", "Одеса", "Дніпро", "Харків", "Полтава", "Вінниця", "Чернівці")
ENROLLED = 5_000  # waybills; then none is taken up unasked
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One status, and since when; ``reason`` is why, where the carrier says so."""

    code: str
    at: datetime
    reason: str = ""


@dataclass(slots=True)
class Waybill:
    """One parcel as the carrier knows it: what was, and what is to come."""

    number: str
    ref: str
    history: list[Step]
    plan: Plan = ()
    phone: str = ""
    barcode: str = ""  # the client's own order number
    city: str = ""
    point: str = ""
    cost: str = "500"
    weight: float = 0.5
    description: str = ""
    is_own: bool = False  # made by `InternetDocument.save`, so it stands in the list of documents
    parent: str = ""  # of a way back: the waybill that was refused
    child: str = ""  # the waybill of the way back
    child_at: datetime | None = field(default=None)

    @property
    def last(self) -> Step:
        """Return the present status."""
        return self.history[-1]

    @property
    def due(self) -> datetime | None:
        """Return when the next step comes by itself; None if nothing is to come."""
        return self.last.at + timedelta(hours=self.plan[0][1]) if self.plan else None

    @property
    def is_scanned(self) -> bool:
        """Whether the carrier has had it in its hands."""
        return any(step.code not in BEFORE_SCAN for step in self.history)

    def first(self, *codes: str) -> Step | None:
        """Return the first step into one of these statuses."""
        return next((step for step in self.history if step.code in codes), None)

    def earlier(self) -> "Waybill":
        """Return it as it was one step ago."""
        return replace(self, history=self.history[:-1] or self.history, child="", child_at=None)

    def as_json(self) -> dict[str, Any]:
        """Return all of it for the page and for the memory."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        steps = [{"code": s.code, "at": s.at.isoformat(), "reason": s.reason} for s in self.history]
        moments = {"child_at": _iso(self.child_at), "due": _iso(self.due)}
        return {**told, **moments, "history": steps, "plan": [list(one) for one in self.plan]}


def read_waybill(kept: dict[str, Any]) -> Waybill:
    """Return the waybill that `Waybill.as_json` told of."""
    told = {name: value for name, value in kept.items() if name != "due"}
    told["plan"] = tuple((code, float(hours)) for code, hours in kept["plan"])
    told["history"] = [
        Step(one["code"], datetime.fromisoformat(one["at"]), one["reason"])
        for one in kept["history"]
    ]
    told["child_at"] = datetime.fromisoformat(kept["child_at"]) if kept["child_at"] else None
    return Waybill(**told)


class Book:
    """All waybills by number. Whoever looks one up sees it as it is by the sandbox's clock."""

    def __init__(self, clock: Clock, effects: Journal, enrols: bool = False) -> None:
        self._clock, self._effects, self._enrols_at_first = clock, effects, enrols
        self.clear()

    def clear(self) -> None:
        """Forget every waybill."""
        self.waybills: dict[str, Waybill] = {}
        self.enrols = self._enrols_at_first
        self._numbers = count(1)

    def all(self) -> list[Waybill]:
        """Return every waybill as it is now, the newest last."""
        for number in list(self.waybills):
            self.find(number)
        return list(self.waybills.values())

    def find(self, number: str) -> Waybill | None:
        """Return the waybill as it is now, or None if there is none of that number."""
        waybill = self.waybills.get(number)
        while waybill and waybill.due and waybill.due <= self._clock.now():
            self._go_on(waybill, waybill.due)
        return waybill

    def ask(self, number: str) -> Waybill | None:
        """Return the waybill; one of a plausible number is taken up now, if that is switched on."""
        found = self.find(number)
        if (
            found
            or not self.enrols
            or not number.startswith(PLAUSIBLE)
            or len(self.waybills) >= ENROLLED
        ):
            return found
        return self.enrol(number)

    def enrol(self, number: str = "", life: str = "received", **about: Any) -> Waybill:
        """Take up a waybill that was made now; raise ValueError if number or life make no sense."""
        number = number or self.free_number("2045")
        if not NUMBER.fullmatch(number):
            raise ValueError("a number has 14 digits")
        if number in self.waybills:
            raise ValueError(f"{number} is known already")
        if life not in LIVES:
            raise ValueError(f"a life is one of {', '.join(LIVES)}")
        return self._add("waybill.enrolled", number, LIVES[life], **about)

    def make(self, barcode: str, **about: Any) -> Waybill:
        """Make a waybill for somebody who is to hand the parcel over."""
        number, plan = self.free_number("2045"), LIVES["received"]
        return self._add("waybill.made", number, plan, barcode=barcode, is_own=True, **about)

    def step(self, number: str) -> Waybill:
        """Let the next step happen now; raise ValueError if nothing is to come."""
        waybill = self._known(number)
        if not waybill.plan:
            raise ValueError(f"{number} has come to its end: choose a status")
        self._go_on(waybill, self._by_hand(waybill))
        return waybill

    def set_status(self, number: str, code: str, reason: str = "") -> Waybill:
        """Give a waybill any status now, as if it had happened; what follows from it follows."""
        waybill = self._known(number)
        if code not in STATUSES:
            raise ValueError(f"a status is one of {', '.join(STATUSES)}")
        self._reach(waybill, code, self._by_hand(waybill), reason)
        return waybill

    def delete(self, waybill: Waybill) -> None:
        """Take back a waybill that was never handed over; whoever asks is told that it is deleted."""
        self._reach(waybill, DELETED, self._by_hand(waybill))

    def free_number(self, start: str) -> str:
        """Return a number that no waybill has."""
        fresh = (f"{start}{one:0{14 - len(start)}d}" for one in self._numbers)
        return next(number for number in fresh if number not in self.waybills)

    def where(self, fits: Callable[[Waybill], bool]) -> list[Waybill]:
        """Return the waybills that fit, as they are now."""
        return [waybill for waybill in self.all() if fits(waybill)]

    def dump(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {"waybills": [one.as_json() for one in self.waybills.values()]}

    def load(self, kept: dict[str, Any]) -> None:
        """Take up what `dump` gave."""
        self.waybills = {one["number"]: read_waybill(one) for one in kept["waybills"]}

    def _known(self, number: str) -> Waybill:
        waybill = self.find(number)
        if waybill is None:
            raise ValueError(f"there is no waybill {number}")
        return waybill

    def _by_hand(self, waybill: Waybill) -> datetime:
        """Return the moment of an act: now, but never the same second as the step before."""
        return max(self._clock.now(), waybill.last.at + SECOND)

    def _add(
        self, kind: str, number: str, plan: Plan, at: datetime | None = None, **about: Any
    ) -> Waybill:
        shown = {"city": CITIES[int(number) % len(CITIES)], "point": "Відділення №1", **about}
        first = Step(CREATED, at or self._clock.now())
        waybill = Waybill(number, str(uuid.uuid4()), [first], plan, **shown)
        self.waybills[number] = waybill
        self._effects.record(
            "nova_poshta", kind, number, about=waybill.barcode, back_from=waybill.parent
        )
        return waybill

    def _go_on(self, waybill: Waybill, at: datetime) -> None:
        code = waybill.plan[0][0]
        if code == RETURN:
            self._send_back(waybill, at)
        else:
            self._reach(waybill, code, at)

    def _reach(self, waybill: Waybill, code: str, at: datetime, reason: str = "") -> None:
        waybill.plan = plan_after(code, waybill.plan)
        waybill.history.append(Step(code, at, reason))
        self._effects.record(
            "nova_poshta", "status.reached", waybill.number, code=code, since=at.isoformat()
        )

    def _send_back(self, waybill: Waybill, at: datetime) -> None:
        """Make the waybill of the way back; the refused one only names it from now on."""
        waybill.plan = ()
        back = self._add(
            "return.made",
            self.free_number("5900"),
            LIVES[WAY_BACK],
            at,
            parent=waybill.number,
            city="Київ",
            barcode=waybill.barcode,
            phone=waybill.phone,
        )
        waybill.child, waybill.child_at = back.number, at


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
