"""What a mail server's replies mean, by the stage at which they come. Pure.

A reply is a three-digit code and mostly an enhanced status (RFC 3463): ``552 5.2.2 Mailbox full``.
"""

import re

from notifications.rules.outcomes import Blame, Outcome
from notifications.states import Result

# Enhanced statuses that speak of the recipient: bad address, mailbox disabled, full, or moved.
ABOUT_ADDRESS = re.compile(r"\b5\.(?:1\.[1236]|1\.10|2\.[0124])\b")
FULL = re.compile(r"\b5\.2\.2\b|\bfull\b|quota", re.IGNORECASE)
ABOUT_POLICY = re.compile(r"\b5\.7\.\d+\b|spam|policy|blocked", re.IGNORECASE)
RECIPIENT_CODES = frozenset({550, 551, 552, 553})


def refusal(code: int, words: str, *, stage: str) -> Outcome:
    """Return what a reply other than success means; ``stage`` is greeting, mail, rcpt or data."""
    detail = f"{code} {words}"
    if not 500 <= code < 600:
        blame = Blame.CHANNEL if stage == "greeting" else Blame.NOBODY
        return Outcome(Result.LATER, f"smtp_{code}", detail, blame=blame)
    if stage in ("greeting", "mail"):
        return Outcome(Result.LATER, f"smtp_{code}", detail, blame=Blame.CHANNEL)
    if _is_about_address(code, words):
        code_name = "mailbox_full" if FULL.search(words) else "no_such_mailbox"
        return Outcome(Result.REFUSED, code_name, detail, blame=Blame.ADDRESS)
    return Outcome(Result.REFUSED, f"smtp_{code}", detail, blame=Blame.MESSAGE)


def _is_about_address(code: int, words: str) -> bool:
    if ABOUT_ADDRESS.search(words):
        return True
    return code in RECIPIENT_CODES and not ABOUT_POLICY.search(words)
