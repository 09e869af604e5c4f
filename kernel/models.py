"""All models of the kernel's rooms, where Django looks for them."""

from kernel.calendars.models import CalendarException, ConfirmedYear, SpecialPeriod, WorkCalendar
from kernel.deadlines.models import Deadline, DeadlinePolicy, Heartbeat, Outage, OwnClock
from kernel.history import History
from kernel.idempotency import IdempotencyKey
from kernel.inbox.models import InboxMessage
from kernel.outbox.models import Delivery
from kernel.remote.models import (
    OddReply,
    RemoteAttempt,
    RemoteCall,
    RemotePartner,
    RemoteSlot,
    RemoteTally,
)

__all__ = [
    "CalendarException",
    "ConfirmedYear",
    "Deadline",
    "DeadlinePolicy",
    "Delivery",
    "Heartbeat",
    "History",
    "IdempotencyKey",
    "InboxMessage",
    "OddReply",
    "Outage",
    "OwnClock",
    "RemoteAttempt",
    "RemoteCall",
    "RemotePartner",
    "RemoteSlot",
    "RemoteTally",
    "SpecialPeriod",
    "WorkCalendar",
]
