"""The rows of the road, one kind a file."""

from logistics.models.carrier import Carrier
from logistics.models.carrier_alert import CarrierAlert
from logistics.models.claim import Claim, ClaimFile
from logistics.models.consignment import Consignment
from logistics.models.cut_off_warning import CutOffWarning
from logistics.models.damage import DamageCase
from logistics.models.dispatch_day import DispatchDay
from logistics.models.dispatch_notice import DispatchNotice
from logistics.models.event import TrackingEvent
from logistics.models.hold import Appointment, Hold
from logistics.models.last_mile_rule import LastMileRule
from logistics.models.lead_time import LeadTime, LeadTimeChange
from logistics.models.link import Link
from logistics.models.manifest import AcceptanceFile, ManifestLine
from logistics.models.parcel import Parcel, ParcelOrder
from logistics.models.pickup import Pickup, PickupTerms
from logistics.models.problem import Problem
from logistics.models.promise import ParcelPromise
from logistics.models.waybill import Waybill

__all__ = [
    "AcceptanceFile",
    "Appointment",
    "Carrier",
    "CarrierAlert",
    "Claim",
    "ClaimFile",
    "Consignment",
    "CutOffWarning",
    "DamageCase",
    "DispatchDay",
    "DispatchNotice",
    "Hold",
    "LastMileRule",
    "LeadTime",
    "LeadTimeChange",
    "Link",
    "ManifestLine",
    "Parcel",
    "ParcelOrder",
    "ParcelPromise",
    "Pickup",
    "PickupTerms",
    "Problem",
    "TrackingEvent",
    "Waybill",
]
