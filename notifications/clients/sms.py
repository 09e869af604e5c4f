"""SMS through smsc.ru or TurboSMS: both can be asked again without sending twice."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from notifications.clients.background import Background
from notifications.clients.letters import TOTAL_S, Letter
from notifications.clients.sms_codes import from_smsc, from_turbosms
from notifications.rules.masking import scrubbed
from notifications.rules.outcomes import Blame, Outcome
from notifications.states import Result

CONNECT_S = 3.0
REPLY_BYTES = 64_000
SMSC_NOT_FOUND = "-3"
NEVER_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class TooMuch(Exception):
    """The reply is longer than any honest one."""


class SmsClient(ABC):
    """What both gateways share: one bounded HTTP call and what its failures mean."""

    def __init__(self, *, url: str, total_s: float = TOTAL_S) -> None:
        self._url, self._total_s = url.rstrip("/"), total_s

    def __enter__(self) -> Self:
        self._background = Background()
        timeout = httpx2.Timeout(self._total_s, connect=CONNECT_S)
        self._http = httpx2.AsyncClient(timeout=timeout, follow_redirects=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._background.run(self._http.aclose(), CONNECT_S)
        self._background.close()

    def send(self, letter: Letter) -> Outcome:
        """Try once within the time."""
        try:
            return self._background.run(self._deliver(letter), self._total_s)
        except NEVER_LEFT as error:
            detail = scrubbed(f"{type(error).__name__}: {error}")
            return Outcome(Result.LATER, "unreachable", detail, blame=Blame.CHANNEL)
        except (httpx2.HTTPError, TimeoutError, TooMuch) as error:
            detail = scrubbed(f"{type(error).__name__}: {error}")
            return Outcome(Result.UNKNOWN, "no_answer", detail, blame=Blame.CHANNEL)

    @abstractmethod
    async def _deliver(self, letter: Letter) -> Outcome:
        """Send it in the words of the gateway, and read its answer."""

    async def _post(self, path: str, **body: Any) -> Any:
        """Return the JSON of a reply; None for anything else. An error status is an Outcome."""
        async with self._http.stream("POST", f"{self._url}{path}", **body) as reply:
            received = b""
            async for piece in reply.aiter_bytes():
                received += piece
                if len(received) > REPLY_BYTES:
                    raise TooMuch(f"more than {REPLY_BYTES} bytes")
        if reply.status_code != 200:
            return _by_status(reply.status_code)
        try:
            return json.loads(received)
        except ValueError:
            return None


def _by_status(status: int) -> Outcome:
    detail = f"HTTP {status}"
    if status == 429:
        return Outcome(Result.LATER, "flood", detail, blame=Blame.CHANNEL)
    if status in (401, 403, 404) or 300 <= status < 400:
        return Outcome(Result.LATER, "gateway_refuses_us", detail, blame=Blame.CHANNEL)
    return Outcome(Result.UNKNOWN, f"http_{status}", detail, blame=Blame.CHANNEL)


class SmscClient(SmsClient):
    """smsc.ru. Our own id goes with each message, so after a silence we ask before we send again."""

    def __init__(self, *, login: str, password: str, sender: str, **options: Any) -> None:
        super().__init__(**options)
        self._account = {"login": login, "psw": password, "fmt": "3", "charset": "utf-8"}
        self._sender = sender

    async def _deliver(self, letter: Letter) -> Outcome:
        number = letter.to.lstrip("+")
        if letter.repeat and (known := await self._known(letter.key, number)) is not None:
            return known
        reply = await self._post(
            "/sys/send.php",
            data={
                **self._account,
                "phones": number,
                "mes": letter.text,
                "id": smsc_id(letter.key),
                "sender": self._sender,
            },
        )
        return reply if isinstance(reply, Outcome) else from_smsc(reply, repeat=letter.repeat)

    async def _known(self, key: str, number: str) -> Outcome | None:
        """Ask what became of an earlier attempt; None when the gateway has never seen it."""
        asked: Mapping[str, Any] = {**self._account, "phone": number, "id": smsc_id(key)}
        reply = await self._post("/sys/status.php", data=asked)
        if isinstance(reply, Outcome):
            return reply
        if not isinstance(reply, dict) or "status" not in reply:
            return Outcome(Result.UNKNOWN, "bad_reply", "no status", blame=Blame.CHANNEL)
        if str(reply["status"]) == SMSC_NOT_FOUND:
            return None
        return Outcome(Result.DONE, reference=str(smsc_id(key)))


class TurboSmsClient(SmsClient):
    """TurboSMS. A repeat under the same ``sequence_id`` is answered with the first result."""

    def __init__(self, *, token: str, sender: str, **options: Any) -> None:
        super().__init__(**options)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._sender = sender

    async def _deliver(self, letter: Letter) -> Outcome:
        reply = await self._post(
            "/message/send.json",
            headers=self._headers,
            json={
                "sequence_id": letter.key,
                "recipients": [letter.to.lstrip("+")],
                "sms": {"sender": self._sender, "text": letter.text},
            },
        )
        return reply if isinstance(reply, Outcome) else from_turbosms(reply)


def smsc_id(key: str) -> int:
    """Return the number under which smsc.ru knows our message: 1 to 2,147,483,647, always the same."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % (2**31 - 1) + 1
