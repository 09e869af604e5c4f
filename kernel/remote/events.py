"""What the kernel tells of calls to partners."""

from dataclasses import dataclass
from uuid import UUID

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCallEnded(Event):
    """A call took effect or never will; its row says which, and what the partner answered."""

    topic = "kernel.remote_call.ended.v1"
    call_id: UUID
    partner: str
    operation: str
