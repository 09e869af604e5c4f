"""Replies that no healthy server sends, written to the socket by hand."""

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

ENDLESS_LIMIT = 64 * 2**20  # bytes; a caller that has swallowed this much has no cap
DEPTH = 100_000  # brackets
BOMB_SIZE = 32 * 2**20  # bytes after unpacking, about 32 kB on the wire


class Spent(web.Response):
    """Stands for a reply that has been written already, or never will be."""

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write nothing."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Write nothing."""


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.close()
    return Spent()


def reset(request: web.Request) -> web.Response:
    """Break the connection: the peer sees "connection reset" and not an orderly end."""
    if request.transport is not None:
        break_off(request.transport)
    return Spent()


def break_off(transport: asyncio.BaseTransport) -> None:
    """Send RST instead of FIN and drop what is unsent."""
    peer = transport.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    getattr(transport, "abort", transport.close)()


async def drip(request: web.Request, reply: web.Response, seconds: float) -> web.Response:
    """Send the whole reply, headers too, one byte each ``seconds``."""
    for byte in _on_the_wire(reply):
        if not await _write(request, bytes([byte])):
            break
        await asyncio.sleep(seconds)
    return hang_up(request)


async def garbage(request: web.Request, reply: web.Response, kind: str) -> web.Response:
    """Answer with the named damage in place of ``reply``."""
    return await GARBAGE[kind](request, reply)


async def _html(request: web.Request, reply: web.Response) -> web.Response:
    page = "<!doctype html><title>Welcome</title><h1>Please sign in to the network</h1>"
    return web.Response(text=page, content_type="text/html")


async def _empty(request: web.Request, reply: web.Response) -> web.Response:
    return web.Response(body=b"", content_type="application/json")


async def _truncated(request: web.Request, reply: web.Response) -> web.Response:
    body = _body(reply)
    return web.Response(body=body[: len(body) // 2], content_type="application/json")


async def _length(request: web.Request, reply: web.Response) -> web.Response:
    await _write(request, _on_the_wire(reply, promised=len(_body(reply)) + 1000))
    return hang_up(request)


async def _charset(request: web.Request, reply: web.Response) -> web.Response:
    body = json.dumps({"ok": True, "result": "Доставлено"}, ensure_ascii=False).encode("cp1251")
    return web.Response(body=body, headers={"Content-Type": "application/json; charset=utf-8"})


async def _nulls(request: web.Request, reply: web.Response) -> web.Response:
    return web.json_response(_emptied(json.loads(_body(reply))), status=reply.status)


async def _bomb(request: web.Request, reply: web.Response) -> web.Response:
    packed = await asyncio.to_thread(gzip.compress, b" " * BOMB_SIZE, 9)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return web.Response(body=packed, headers=headers)


async def _deep(request: web.Request, reply: web.Response) -> web.Response:
    return web.Response(body=b"[" * DEPTH + b"]" * DEPTH, content_type="application/json")


async def _no_number(request: web.Request, reply: web.Response) -> web.Response:
    return web.Response(body=b'{"ok": true, "number": NaN}', content_type="application/json")


async def _binary(request: web.Request, reply: web.Response) -> web.Response:
    return web.Response(body=bytes(range(256)) * 8, content_type="application/json")


async def _short(request: web.Request, reply: web.Response) -> web.Response:
    await _write(request, _on_the_wire(reply, promised=len(_body(reply)) // 2))
    return hang_up(request)


async def _unpacked(request: web.Request, reply: web.Response) -> web.Response:
    await _write(request, _on_the_wire(reply, more="Content-Encoding: gzip\r\n"))
    return hang_up(request)


async def _strange(request: web.Request, reply: web.Response) -> web.Response:
    await _write(request, _on_the_wire(reply, more="Content-Encoding: br\r\n"))
    return hang_up(request)


async def _chunks(request: web.Request, reply: web.Response) -> web.Response:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    await _write(request, head + b"zz\r\n" + _body(reply) + b"\r\n0\r\n\r\n")
    return hang_up(request)


async def _no_http(request: web.Request, reply: web.Response) -> web.Response:
    await _write(request, b"220 mail.example ESMTP\r\n")
    return hang_up(request)


async def _headers(request: web.Request, reply: web.Response) -> web.Response:
    line = b"X-More: " + b"a" * 1000 + b"\r\n"
    if await _write(request, b"HTTP/1.1 200 OK\r\n"):
        for _ in range(ENDLESS_LIMIT // len(line)):
            if not await _write(request, line):
                break
    return hang_up(request)


async def _endless(request: web.Request, reply: web.Response) -> web.Response:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    if not await _write(request, head):
        return Spent()
    for _ in range(ENDLESS_LIMIT // 65536):
        if not await _write(request, b" " * 65536):
            break
    return hang_up(request)


GARBAGE: dict[str, Callable[[web.Request, web.Response], Awaitable[web.Response]]] = {
    "html": _html,
    "empty": _empty,
    "truncated": _truncated,
    "length": _length,
    "charset": _charset,
    "nulls": _nulls,
    "bomb": _bomb,
    "endless": _endless,
    "deep": _deep,
    "nan": _no_number,
    "binary": _binary,
    "short": _short,
    "unpacked": _unpacked,
    "strange": _strange,
    "chunks": _chunks,
    "no_http": _no_http,
    "headers": _headers,
}


def _body(reply: web.Response) -> bytes:
    return reply.body if isinstance(reply.body, bytes) else b'{"ok": true}'


def _emptied(value: Any) -> Any:
    """Return the same shape with null for every leaf."""
    if isinstance(value, dict):
        return {name: _emptied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_emptied(item) for item in value]
    return None


def _on_the_wire(reply: web.Response, promised: int | None = None, more: str = "") -> bytes:
    body = _body(reply)
    head = (
        f"HTTP/1.1 {reply.status} {reply.reason or 'OK'}\r\n"
        f"Content-Type: {reply.content_type}\r\n{more}"
        f"Content-Length: {len(body) if promised is None else promised}\r\n\r\n"
    )
    return head.encode() + body


async def _write(request: web.Request, data: bytes) -> bool:
    """Write to the raw connection at the peer's own pace; False once the peer has gone."""
    transport = request.transport
    if transport is None or transport.is_closing():
        return False
    transport.write(data)
    while transport.get_write_buffer_size() > 0:
        await asyncio.sleep(0.005)
        if transport.is_closing():
            return False
    return True
