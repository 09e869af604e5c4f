"""The bodies of intake: read raw, because a batch is larger and its bytes are the repeat's proof."""

from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from kernel.bodies import SINGLE_CAP, NotJson, json_of, too_large

BULK_CAP = 8_000_000
__all__ = ["BULK_CAP", "SINGLE_CAP", "NotJson", "json_of", "raw_body"]


def raw_body(request: Request, cap: int) -> bytes:
    """Return the body, read no further than ``cap`` bytes. Raises BodyTooLarge, UnsupportedMediaType."""
    bare = request._request
    if bare.content_type != "application/json":
        raise UnsupportedMediaType(bare.content_type or "")
    length = int(bare.META.get("CONTENT_LENGTH") or 0)
    if length > cap:
        raise too_large(cap)
    return bare.read(length) if length else b""
