"""The partner outside: how it is made to fail half of its calls, and what it says really happened."""

from collections import Counter

import httpx

from tests.chaos.naming import SERVICE

# Each spoils its share of the calls that those before it let through: about half in all.
FAULTS = (
    {"kind": "drop", "when": "after", "share": 0.15},
    {"kind": "drop", "when": "before", "share": 0.12},
    {"kind": "status", "when": "after", "status": 502, "share": 0.12},
    {"kind": "status", "when": "before", "status": 503, "share": 0.1},
    {"kind": "garbage", "share": 0.08},
    {"kind": "reset", "when": "after", "share": 0.08},
    {"kind": "slow", "when": "after", "seconds": 3, "share": 0.1},
)


class Outside:
    """The sandbox, by its own API. The journal there is the truth."""

    def __init__(self, url: str, service: str = SERVICE) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        self.service = service

    def misbehave(self) -> None:
        """Have it fail about half of its calls from now on."""
        for fault in FAULTS:
            answer = self._http.post("/api/faults", json={"service": self.service, **fault})
            answer.raise_for_status()

    def get_well(self) -> None:
        """Have it behave."""
        asked = {"service": self.service}
        answer = self._http.request("DELETE", "/api/faults", params=asked, json={})
        answer.raise_for_status()

    def effects(self, kind: str) -> Counter[str]:
        """Return how often what happened there, by the key that names it."""
        told = self._journal("/api/journal", kind=kind)
        return Counter(line["key"] for line in told["lines"])

    def calls(self) -> tuple[int, int]:
        """Return how many calls it got, and how many of them it spoiled."""
        lines = self._journal("/api/calls")["lines"]
        return len(lines), sum(bool(line["detail"]["faults"]) for line in lines)

    def _journal(self, path: str, **asked: str) -> dict[str, list[dict[str, dict[str, str]]]]:
        answer = self._http.get(path, params={"service": self.service, **asked})
        answer.raise_for_status()
        told = answer.json()
        assert not told["dropped"], "the sandbox has forgotten what happened first"
        return told
