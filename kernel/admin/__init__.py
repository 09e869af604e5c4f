"""Staff's door into the kernel: calendars, policies, deadlines, parked work, history."""

from kernel.admin.calendars import WorkCalendarAdmin
from kernel.admin.deadlines import DeadlineAdmin, HeartbeatAdmin, OutageAdmin
from kernel.admin.periods import SpecialPeriodAdmin
from kernel.admin.policies import DeadlinePolicyAdmin
from kernel.admin.records import HistoryAdmin
from kernel.admin.remote import OddReplyAdmin, RemoteCallAdmin, RemotePartnerAdmin
from kernel.admin.work import DeliveryAdmin, InboxMessageAdmin

__all__ = [
    "DeadlineAdmin",
    "DeadlinePolicyAdmin",
    "DeliveryAdmin",
    "HeartbeatAdmin",
    "HistoryAdmin",
    "InboxMessageAdmin",
    "OddReplyAdmin",
    "OutageAdmin",
    "RemoteCallAdmin",
    "RemotePartnerAdmin",
    "SpecialPeriodAdmin",
    "WorkCalendarAdmin",
]
