"""How messages to and from trade partners are signed: over moment, path, key and the bytes. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

VERSION = "v1"
SKEW = timedelta(minutes=5)
"""How far the clocks of the two may be apart; what is older is no message but a recording."""


def signature_of(secret: str, *, at: str, path: str, key: str, body: bytes) -> str:
    """Return the signature of one request; ``at`` is seconds since 1970, as it stands in the header."""
    signed = b"\n".join([at.encode(), path.encode(), key.encode(), body])
    return f"{VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def is_signed(
    told: str, secret: str, *, at: str, path: str, key: str, body: bytes, now: datetime
) -> bool:
    """Tell whether a request is signed, and was so a moment ago; no secret, no proof."""
    expected = signature_of(secret, at=at, path=path, key=key, body=body).encode()
    same = hmac.compare_digest(expected, told.encode("utf-8", "replace"))
    return bool(secret) and same and _is_fresh(at, now)


def _is_fresh(at: str, now: datetime) -> bool:
    if not (at.isascii() and at.isdigit() and len(at) <= 12):
        return False
    return abs(now.timestamp() - int(at)) <= SKEW.total_seconds()
