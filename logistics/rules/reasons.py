"""What a carrier's reason is about, read from its words; that there is none is told apart (R-002-68)."""

import re

from logistics.states import REASON_MISSING, Kind

# Kinds that a carrier must give a reason for.
FAILURES = frozenset({Kind.FAILED_ATTEMPT, Kind.REFUSED, Kind.PROBLEM})
_ADDRESS = re.compile(
    r"address|phone|contact|recipient (?:is )?unknown|unreachable|"
    r"адрес|телефон|контакт|номер(?:а|у)? не (?:існує|существует)|невірн\w* дан|неверн\w* данн",
    re.IGNORECASE,
)
# An address that was changed, or a buyer who was told of by phone, is no wrong one.
_NO_FAULT = re.compile(r"nobody|no one|changed by|нікого|никого|не застали", re.IGNORECASE)


def is_of_address(reason: str) -> bool:
    """Tell whether the words say that the address or the contact is wrong (R-002-63)."""
    return bool(_ADDRESS.search(reason)) and not _NO_FAULT.search(reason)


def lacks_reason(kind: str, reason: str) -> bool:
    """Tell whether a failure was told of without saying why."""
    return kind in FAILURES and reason.strip() in ("", REASON_MISSING)
