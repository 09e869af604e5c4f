"""The envelope of the Bot API: how parameters come in and how answers and refusals go out."""

import json
from typing import Any

from aiohttp import web

from sandbox.faults import Fault
from sandbox.service import retry_header

PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class Refused(Exception):
    """The Bot API's way of saying no: code, words and hints such as ``retry_after``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad_request(words: str) -> Refused:
    """Return a refusal with code 400."""
    return Refused(400, f"Bad Request: {words}")


def success(result: Any) -> web.Response:
    """Wrap a result."""
    return web.json_response({"ok": True, "result": result})


def failure(refused: Refused) -> web.Response:
    """Wrap a refusal."""
    body = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)


def failure_of(fault: Fault) -> web.Response:
    """Word a commanded error exactly as the Bot API words it."""
    words = fault.text or PHRASES.get(fault.status, "Internal Server Error")
    parameters = {}
    if isinstance(fault.retry_after, int):
        words = fault.text or f"{words}: retry after {fault.retry_after}"
        parameters["retry_after"] = fault.retry_after
    reply = failure(Refused(fault.status, words, **parameters))
    reply.headers.update(retry_header(fault))
    return reply


class Parameters:
    """The parameters of one call, whether they came in the query, a form, multipart or JSON."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """Return a text; empty if absent."""
        value = self._values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number; absent or unreadable gives ``default``."""
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a yes or no; forms spell it in words."""
        return self.text(name).lower() in ("true", "1", "yes")

    def structure(self, name: str) -> Any:
        """Return a list or an object, which a form carries as JSON in text; None if absent."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


async def read_parameters(request: web.Request) -> Parameters:
    """Read the parameters of a call; raise Refused for a body that cannot be read."""
    values: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.can_read_body:
        values |= await _body(request)
    return Parameters(values)


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            told = await request.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise bad_request("can't parse JSON object")
        return told
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
