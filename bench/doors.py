"""Call Django's request handler in process: what is measured is the server, not a client of it."""

import sys
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

Ask = Callable[[str, str], bytes]
BASE = {
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

    Raises AssertionError for any answer but 200.
    """
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware is None else middleware):
        handler = WSGIHandler()

    def ask(path: str, query: str) -> bytes:
        told: list[str] = []

        def start(status: str, _fields: list[tuple[str, str]], _error: Any = None) -> Any:
            told.append(status)

        asked = {**BASE, **(headers or {}), "PATH_INFO": path, "QUERY_STRING": query}
        asked["wsgi.input"] = BytesIO()
        answer = handler(asked, start)
        body = b"".join(answer)
        answer.close()
        assert told[0].startswith("200"), (told, body[:300])
        return body

    return ask
