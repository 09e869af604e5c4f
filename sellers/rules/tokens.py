"""How a token looks: ``otg_<8 characters that name it>_<what nobody else knows>``. Pure."""

import hashlib

PREFIX_LENGTH = 12
LIVE_PER_LABEL = 2  # the old one works on while the new one is put in its place


def prefix_of(secret: str) -> str:
    """Return the part of a secret by which its row is found; it may be shown."""
    return secret[:PREFIX_LENGTH]


def digest_of(secret: str) -> str:
    """Return what we keep of a secret: its SHA-256 in hexadecimal (A7)."""
    return hashlib.sha256(secret.encode()).hexdigest()
