"""What goes out and what comes back: one request, one reply. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from kernel.remote.answers import BadAnswer


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One HTTP request. What it shows of itself has neither query nor headers: keys stand there."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def get(cls, url: str, *, headers: Mapping[str, str] | None = None, **query: str) -> Self:
        """Return a GET with these parameters in its query."""
        return cls("GET", f"{url}?{urlencode(query)}" if query else url, headers or {})

    @classmethod
    def json(
        cls, url: str, value: Any, *, method: str = "POST", headers: Mapping[str, str] | None = None
    ) -> Self:
        """Return a request whose body is JSON."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(method, url, {"Content-Type": "application/json", **(headers or {})}, body)

    @classmethod
    def form(
        cls, url: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> Self:
        """Return a POST of form fields; ``+`` and all else that needs it is escaped."""
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        body = urlencode(fields).encode()
        return cls("POST", url, {"Content-Type": kind, **(headers or {})}, body)

    @property
    def place(self) -> str:
        """The address without what may be secret: scheme, host and path."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"

    def __repr__(self) -> str:
        return f"<{self.method} {self.place}>"


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """One whole HTTP reply: names of headers in small letters, the body unpacked and under its cap."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the JSON of the body. Raises BadAnswer for anything that is not JSON in UTF-8."""
        try:
            return json.loads(self.body.decode("utf-8-sig"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise BadAnswer(f"no JSON: {type(error).__name__}") from None

    def text(self) -> str:
        """Return the body as text in the charset it names, UTF-8 if none. Raises BadAnswer."""
        _kind, _sign, charset = self.headers.get("content-type", "").partition("charset=")
        try:
            return self.body.decode(charset.split(";")[0].strip(' "') or "utf-8")
        except (LookupError, UnicodeDecodeError) as error:
            raise BadAnswer(f"no text: {type(error).__name__}") from None

    def __repr__(self) -> str:
        return f"<{self.status}, {len(self.body)} bytes>"


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
