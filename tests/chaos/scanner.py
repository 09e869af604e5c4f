"""A client at the door for scanners: sends each scan until it is answered, some of them twice at once."""

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import httpx

from tests.day.tally import Tally

PAUSES = (0.1, 0.3, 1.0, 2.0)
TWICE = 0.2
TRIES = 400
# One for all: what a thread is just making is thrown away in a child forked meanwhile, and that can hang.
TLS = httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Sent:
    """One scan that was answered: when it was begun and answered, by the clock of this machine."""

    code: str
    began: float
    answered: float


class Scanners:
    """Scan parcels out over HTTP. ``sent`` is who was told that a parcel is out."""

    def __init__(self, url: str, secret: str, tally: Tally) -> None:
        self.tally, self.sent = tally, list[Sent]()
        self._doors, self._given_up = threading.local(), threading.Event()
        self._url, self._headers = url, {"Authorization": f"Bearer {secret}"}

    def give_up(self) -> None:
        """Have nobody try again."""
        self._given_up.set()

    def scan_out(self, codes: Iterable[str], chance: random.Random) -> None:
        """Scan these parcels, one after the other, each until somebody says that it is out."""
        for code in codes:
            action, began = str(uuid4()), time.time()
            if chance.random() < TWICE:
                twin = threading.Thread(target=self._insist, args=(code, action))
                twin.start()
                self._insist(code, action)
                twin.join()
                self.tally.add("scans sent twice at once")
            else:
                self._insist(code, action)
            self.sent.append(Sent(code, began, time.time()))

    def _insist(self, code: str, action: str) -> None:
        body = {"action_id": action, "action": "dispatch", "code": code}
        for attempt in range(TRIES):
            said = self._post(body)
            if said == "ok":
                self.tally.add("scans answered")
                return
            if said:
                self.tally.surprise(f"The scan of {code} was answered “{said}”.")
                return
            if self._given_up.wait(PAUSES[min(attempt, len(PAUSES) - 1)]):
                return
        self.tally.surprise(f"Nobody took the scan of {code}.")

    def _post(self, body: dict[str, str]) -> str:
        """Return the verdict, or nothing where there was no answer or one of trouble."""
        if not hasattr(self._doors, "one"):
            self._doors.one = httpx.Client(
                base_url=self._url, headers=self._headers, timeout=20, trust_env=False, verify=TLS
            )
        try:
            answer = self._doors.one.post("/api/v1/scans/", json=body)
        except httpx.TransportError:
            self.tally.add("network: nobody answered")
            return ""
        if answer.status_code >= 500 or answer.status_code in (409, 429):
            self.tally.add(f"network: answered {answer.status_code}")
            return ""
        told = answer.json()
        return str(told.get("verdict") or told.get("code") or answer.status_code)
