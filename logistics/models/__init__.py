"""The rows of the road, one kind a file."""

from logistics.models.carrier import Carrier
from logistics.models.event import TrackingEvent
from logistics.models.lead_time import LeadTime, LeadTimeChange
from logistics.models.parcel import Parcel, ParcelOrder
from logistics.models.promise import ParcelPromise
from logistics.models.waybill import Waybill

__all__ = [
    "Carrier",
    "LeadTime",
    "LeadTimeChange",
    "Parcel",
    "ParcelOrder",
    "ParcelPromise",
    "TrackingEvent",
    "Waybill",
]
