"""What Cainiao's yes or no means for a call of ours: done, refused, or unknown. Pure."""

from collections.abc import Collection
from datetime import timedelta

from kernel.remote import Answer, BadAnswer, Refused, Reply, Unknown
from logistics.clients.cainiao.codes import FAILED_BEHIND, FLOW, PASSING, WRONG_DOOR
from logistics.clients.cainiao.envelope import NoEnvelope, Said, read_envelope

A_MINUTE, A_WHILE = timedelta(minutes=1), timedelta(minutes=15)


def said_in(reply: Reply) -> Said:
    """Read a reply. Raises BadAnswer for what is no answer of theirs."""
    try:
        return read_envelope(reply.body)
    except NoEnvelope as error:
        raise BadAnswer(str(error)) from None


def why_not(said: Said, *, fine: Collection[str] = (), is_act: bool = True) -> Answer | None:
    """Return what a no means, None for a yes; codes in ``fine`` say that it was done before.

    A failure of theirs may have come after the effect: an act is then unknown, a question asked again.
    """
    if said.ok or said.code in fine:
        return None
    code, words = said.code or "no_code", said.words
    if code in WRONG_DOOR:
        return Refused(code, words, again=True, wait=A_WHILE, everybody=True)
    if code == FLOW:
        return Refused(code, words, again=True, wait=A_MINUTE, everybody=True)
    if code in PASSING or code in FAILED_BEHIND or code == "no_code":
        wait = PASSING.get(code, A_MINUTE)
        return Unknown(code, words, wait=wait) if is_act else Refused(code, words, True, wait)
    return Refused(code, words)
