"""The rows of the road, one kind a file."""

from logistics.models.carrier import Carrier
from logistics.models.damage import DamageCase
from logistics.models.event import TrackingEvent
from logistics.models.hold import Appointment, Hold
from logistics.models.last_mile_rule import LastMileRule
from logistics.models.parcel import Parcel, ParcelOrder
from logistics.models.problem import Problem
from logistics.models.waybill import Waybill

__all__ = [
    "Appointment",
    "Carrier",
    "DamageCase",
    "Hold",
    "LastMileRule",
    "Parcel",
    "ParcelOrder",
    "Problem",
    "TrackingEvent",
    "Waybill",
]
