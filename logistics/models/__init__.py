"""The rows of the road, one kind a file."""

from logistics.models.carrier import Carrier
from logistics.models.cut_off_warning import CutOffWarning
from logistics.models.dispatch_day import DispatchDay
from logistics.models.dispatch_notice import DispatchNotice
from logistics.models.event import TrackingEvent
from logistics.models.link import Link
from logistics.models.parcel import Parcel, ParcelOrder
from logistics.models.pickup import Pickup, PickupTerms
from logistics.models.waybill import Waybill

__all__ = [
    "Carrier",
    "CutOffWarning",
    "DispatchDay",
    "DispatchNotice",
    "Link",
    "Parcel",
    "ParcelOrder",
    "Pickup",
    "PickupTerms",
    "TrackingEvent",
    "Waybill",
]
