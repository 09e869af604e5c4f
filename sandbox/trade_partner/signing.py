"""The signature of the contract, from the other side: docs/trade-partner.md says how it is made."""

import hashlib
import hmac


def signed_headers(
    partner: str, secret: str, *, at: int, path: str, key: str, body: bytes
) -> dict[str, str]:
    """Return the headers of a request of ours."""
    return {
        "Content-Type": "application/json",
        "Otgruz-Partner": partner,
        "Otgruz-Timestamp": str(at),
        "Idempotency-Key": key,
        "Otgruz-Signature": signature(secret, str(at), path, key, body),
    }


def signature(secret: str, at: str, path: str, key: str, body: bytes) -> str:
    """Return the signature over moment, path, key and body, each on a line of its own."""
    told = f"{at}\n{path}\n{key}\n".encode() + body
    return "v1=" + hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()
