"""A browser on the floor: the scans of one person, over a network that is lost now and then.

It does what the floor's page does. Each scan has an ``action_id`` of its own and is sent until it is
answered; during a cut scans are kept, and go in order in one batch afterwards, some of them once more.
"""

import json
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.day.panel import Panel
from tests.day.tally import Tally

PATIENCE = 30  # seconds: more than the page has, for here the whole floor shares two processors
PAUSES = (0.1, 0.2, 0.5, 1, 2)


class DayIsOver(Exception):
    """The day's time is up: whoever still waits for an answer goes home."""


@dataclass(frozen=True)
class Weather:
    """How often what goes wrong: shares of scans, and how many seconds a cut lasts."""

    cut: float = 0.03
    lost_answer: float = 0.01
    replayed_again: float = 0.4
    wrong_scan: float = 0.015
    double_scan: float = 0.015
    undo: float = 0.01
    short: float = 0.004
    cut_seconds: tuple[float, float] = (0.3, 3.0)
    same_id: bool = True
    """What makes a replay harmless; switched off, the control shows that duplicates are noticed."""


CALM = Weather(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Said:
    """What the screen said to one scan."""

    scanned: str
    verdict: str
    code: str = ""
    title: str = ""
    text: str = ""
    can_undo: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    action_id: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was green."""
        return self.verdict == "ok"

    @property
    def stopped(self) -> bool:
        """Whether it was the red screen of cancelled goods."""
        return self.verdict == "stop"


class Browser:
    """One signed-in person with a scanner. Counts what was scanned and how it was answered."""

    def __init__(
        self, url: str, warehouse: str, weather: Weather, chance: random.Random, tally: Tally
    ) -> None:
        self.http = httpx.Client(base_url=url, timeout=PATIENCE, follow_redirects=True)
        self.base = f"/floor/{warehouse}/"
        self.weather, self.chance, self.tally = weather, chance, tally
        self.ends_at = float("inf")
        self.station = ""

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form, as everybody does."""
        page = self.ask("GET", "/account/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        words = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = self.ask("POST", "/account/login/", data=words)
        assert "/login" not in str(answer.url), answer.text[:2000]

    def stand_at(self, station: str) -> None:
        """Scan the barcode of a station."""
        if station != self.station:
            self.ask("POST", f"{self.base}station/", data={"code": station})
            self.station = station

    def open(self, screen: str) -> "Task":
        """Open a task."""
        return Task(self, f"{self.base}{screen}/")

    def ask(self, method: str, url: str, **sent: Any) -> httpx.Response:
        """Ask until there is an answer that is not the server's own trouble. Raises DayIsOver."""
        for attempt in range(1_000):
            if time.monotonic() > self.ends_at:
                break
            answer = self._try(method, url, **sent)
            if answer is not None:
                return answer
            time.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
        raise DayIsOver

    def _try(self, method: str, url: str, **sent: Any) -> httpx.Response | None:
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken", "")}
        try:
            answer = self.http.request(method, url, headers=headers, **sent)
        except httpx.TransportError:
            self.tally.add("network: nobody answered")
            return None
        if answer.status_code >= 500:
            self.tally.add(f"network: answered {answer.status_code}")
            return None
        return answer


class Task:
    """One open page of the floor: its panel, and what the next scan is to carry."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        page = browser.ask("GET", address).text
        begin = page.index("<section")
        self.panel = Panel(page[begin : page.index("</section>", begin)])
        known = re.search(r'id="floor-known"[^>]*>(.*?)</script>', page, re.S)
        self.context: dict[str, Any] = json.loads(known[1])["context"] if known else {}

    def scan(self, code: str, *, action: str = "", **fields: str) -> Said:
        """Scan one code and hear what is said; it may have to be sent again."""
        [said] = self._deliver([self._made(code, action, fields)])
        return said

    def undo(self) -> Said:
        """Take the last scan back."""
        self.browser.tally.add("scans taken back")
        return self.scan("", action="undo")

    def scan_all(self, codes: Sequence[str]) -> list[Said]:
        """Scan what is known in advance, up to the first that is refused; in a cut all of it, blindly."""
        weather, chance = self.browser.weather, self.browser.chance
        if len(codes) > 1 and chance.random() < weather.cut * len(codes):
            return self._kept(codes)
        said: list[Said] = []
        for code in codes:
            said.append(self.scan(code))
            if not said[-1].ok:
                break
        return said

    def _kept(self, codes: Sequence[str]) -> list[Said]:
        """Keep scans through a cut, and send them when it is over."""
        scans = [self._made(code, "", {}) for code in codes]
        self.browser.tally.add("network: cuts")
        self.browser.tally.add("scans kept", len(scans))
        time.sleep(self.browser.chance.uniform(*self.browser.weather.cut_seconds))
        said = self._deliver(scans)
        if self.browser.chance.random() < self.browser.weather.replayed_again:
            self._again(scans, said)
        return said

    def _again(self, scans: list[dict[str, Any]], said: list[Said]) -> None:
        """Send what was answered once more: the answers are the first ones, and nothing else happens."""
        self.browser.tally.add("scans replayed", len(scans))
        if not self.browser.weather.same_id:
            scans = [{**one, "action_id": str(uuid4())} for one in scans]
        for before, now in zip(said, self._deliver(scans, new=False), strict=True):
            if before != now:
                self.browser.tally.surprise(f"a replay was answered anew: {before} then {now}")

    def _made(self, code: str, action: str, fields: dict[str, str]) -> dict[str, Any]:
        return {
            "action_id": str(uuid4()),
            "code": code,
            "action": action,
            "context": self.context,
            "fields": fields,
            "device_at": datetime.now(UTC).isoformat(),
        }

    def _deliver(self, scans: list[dict[str, Any]], *, new: bool = True) -> list[Said]:
        """Send scans until they are answered, once more when the answer is lost on its way."""
        answers = self._sent(scans)
        if self.browser.chance.random() < self.browser.weather.lost_answer:
            self.browser.tally.add("network: answers lost")
            time.sleep(PAUSES[0])
            first = [_said(one) for one in answers]
            if not self.browser.weather.same_id:
                scans = [{**one, "action_id": str(uuid4())} for one in scans]
            answers = self._sent(scans)
            self.browser.tally.add("scans replayed", len(scans))
            if first != [_said(one) for one in answers]:
                self.browser.tally.surprise(f"a repeat was answered anew: {first}")
        said = [_said(one) for one in answers]
        for one in said if new else ():
            self.browser.tally.add("scans made")
            self.browser.tally.add(f"said: {one.code or one.verdict}")
        return said

    def _sent(self, scans: list[dict[str, Any]]) -> list[dict[str, Any]]:
        one = len(scans) == 1
        url = f"{self.address}scan/" if one else f"{self.address}scans/"
        answer = self.browser.ask("POST", url, json=scans[0] if one else {"scans": scans})
        assert answer.status_code == 200, (answer.status_code, answer.text[:500])
        told = answer.json()
        self.panel, self.context = Panel(told["panel"]), told["known"]["context"]
        return [told] if one else told["answers"]


def _said(told: dict[str, Any]) -> Said:
    return Said(
        scanned=told["scanned"],
        verdict=told["verdict"],
        code=told["code"],
        title=told["title"],
        text=told["text"],
        can_undo=told["can_undo"],
        data=told["data"],
        action_id=told["action_id"],
    )
