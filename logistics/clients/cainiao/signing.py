"""Cainiao's signature: base64 of the raw md5 of content and secret, over the very bytes that travel. Pure.

There is neither a moment nor a nonce in it: a message that is sent again is as good as the first, so whoever
takes messages in has to know them again by itself.
"""

import base64
import hashlib
import hmac


def digest_of(content: bytes, secret: str) -> str:
    """Return the 24 letters that prove that ``content`` comes from who knows ``secret``."""
    md5 = hashlib.md5(content + secret.encode(), usedforsecurity=False)
    return base64.b64encode(md5.digest()).decode()


def is_signed(content: bytes, digest: str, secret: str) -> bool:
    """Tell in the same time whatever it is whether ``digest`` is that of ``content``; no secret, no proof."""
    expected = digest_of(content, secret).encode()
    return bool(secret) and hmac.compare_digest(expected, digest.encode("utf-8", "replace"))
