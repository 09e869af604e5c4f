"""Call Django's request handler in process: what is measured is the server, not a client of it."""

import sys
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

Ask = Callable[..., bytes]
BASE: dict[str, Any] = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "127.0.0.1",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def door(
    *, middleware: Sequence[str] | None = None, headers: Mapping[str, str] | None = None
) -> Ask:
    """Return what asks for (path, query) and gives the body, by our middleware or by that named.

    With a ``body`` of JSON it posts. Raises AssertionError for an answer that is no success.
    """
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware is None else middleware):
        handler = WSGIHandler()

    def ask(path: str, query: str = "", body: bytes = b"") -> bytes:
        told: list[str] = []

        def start(status: str, _fields: list[tuple[str, str]], _error: Any = None) -> Any:
            told.append(status)

        asked: dict[str, Any] = {
            **BASE,
            **(headers or {}),
            "PATH_INFO": path,
            "QUERY_STRING": query,
        }
        asked["wsgi.input"] = BytesIO(body)
        if body:
            asked |= {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json"}
            asked["CONTENT_LENGTH"] = str(len(body))
        answer = handler(asked, start)
        text = b"".join(answer)
        answer.close()
        assert told[0].startswith("20"), (told, text[:300])
        return text

    return ask
