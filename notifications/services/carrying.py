"""What a mail carries besides its words: the act of a claim (R-002-43)."""

from uuid import UUID

from logistics.public import claim_act
from notifications.models import Message
from notifications.states import Channel

CLAIM = "claim"


def files_of(message: Message) -> tuple[tuple[str, str, bytes], ...]:
    """Return what is attached to a message: read when it is sent, never kept twice."""
    claim_id = message.via.get(CLAIM) if message.channel == Channel.EMAIL else None
    act = claim_act(UUID(claim_id)) if claim_id else None
    return (act,) if act else ()
