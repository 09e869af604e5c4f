"""What Cainiao tells us by itself: signed, from one address to another, again when nobody heard."""

import asyncio
import contextlib
import json
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import aiohttp

from sandbox.cainiao import lies
from sandbox.cainiao.envelope import digest
from sandbox.cainiao.lives import STRANGE
from sandbox.cainiao.parcels import SERVICE, Parcel, Step

if TYPE_CHECKING:
    from sandbox.world import World

PATIENCE, TRIES = 5.0, 4
MOSCOW = ZoneInfo("Europe/Moscow")


class Pushes:
    """The pushes on their way. ``url`` is where they go, on this machine only; none: nobody is told."""

    def __init__(self, world: "World", secrets: dict[str, str]) -> None:
        self._world, self._secrets = world, secrets
        self._url = ""
        self._ids = count(1332806004)
        self._kept_back: dict[str, str] | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """Return where pushes go."""
        return self._url

    @url.setter
    def url(self, told: str) -> None:
        if told and urlsplit(told).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("pushes go to this machine only")
        self._url = told

    def tell(self, parcel: Parcel, step: Step) -> None:
        """Push one step, as the faults of the moment have it."""
        if not self._url:
            return
        fault = self._fault(parcel)
        form = self.form_of(parcel, step, fault)
        if fault == lies.TURNED and self._kept_back is None:
            self._kept_back = form
            return
        forms = [form, form] if fault == lies.DOUBLED else [form]
        if self._kept_back is not None:
            forms, self._kept_back = [*forms, self._kept_back], None
        task = asyncio.get_running_loop().create_task(self._send_all(forms))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def form_of(self, parcel: Parcel, step: Step, fault: str = "") -> dict[str, str]:
        """Return the fields of one push."""
        secret = self._secrets.get(parcel.partner, "")
        content = _content(parcel, step, fault)
        fields = {
            "msg_type": "TRACEPUSH",
            "msg_id": f"{next(self._ids)}{self._world.clock.now():%Y%m%d%H%M}",
            "from_code": "CNCTP",
            "partner_code": parcel.partner,
            "data_digest": digest(content.encode(), secret, of_hex=fault == lies.HEX),
            "logistics_interface": content,
        }
        if fault == lies.BARE:  # as older handlers get it
            fields["logistic_provider_id"] = fields.pop("partner_code")
            del fields["msg_id"]
        return fields

    def _fault(self, parcel: Parcel) -> str:
        """Take the fault that befalls a push of this parcel, if there is one."""
        book = self._world.faults
        for fault in book.active(SERVICE):
            if fault.kind in lies.PUSHES and fault.target in ("", parcel.order_code):
                fault.used += 1
                if not fault.alive:
                    book.clear(SERVICE, fault.id)
                return fault.kind
        return ""

    async def _send_all(self, forms: list[dict[str, str]]) -> None:
        for form in forms:
            await self._send(form)

    async def _send(self, form: dict[str, str]) -> None:
        key = json.loads(form["logistics_interface"]).get("mailNo", "")
        for n in range(TRIES):
            answer = await self._post(form)
            if answer is not None:
                said = "true" if answer.get("success") in (True, "true") else "false"
                self._world.effects.record(
                    SERVICE, "push.answered", key, said=said, code=answer.get("errorCode", "")
                )
                return
            await asyncio.sleep(self._world.webhook_backoff * 2**n)
        self._world.effects.record(SERVICE, "push.given_up", key)

    async def _post(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Post one push; return the answer, None if there was none that counts."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError, ValueError):
            async with self._session.post(
                self._url,
                data=urlencode(form).encode(),
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
            ) as reply:
                told = json.loads(await reply.text()) if reply.status == 200 else None
                return told if isinstance(told, dict) else None
        return None

    async def stop(self) -> None:
        """Call back what is on its way."""
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None


def _content(parcel: Parcel, step: Step, fault: str) -> str:
    """Return what is signed: hours of Moscow with their zone, unless the fault says otherwise."""
    form = "%Y-%m-%d %H-%M-%S" if fault == lies.DASHES else "%Y-%m-%d %H:%M:%S"
    zone = ZoneInfo("Asia/Shanghai") if fault == lies.ZONELESS else MOSCOW
    detail = {
        "actionCode": STRANGE if fault == lies.STRANGE else step.code,
        "time": step.at.astimezone(zone).strftime(form),
        "timeZone": "+3",
        "standardDesc": step.text,
        "location": step.place,
        "reason": "" if fault == lies.MUTE else step.reason,
    }
    if fault == lies.ZONELESS:
        del detail["timeZone"]
    told = {"mailNo": parcel.order_code, "traceDetail": {k: v for k, v in detail.items() if v}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
