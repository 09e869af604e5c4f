"""The rows of the road, one kind a file."""

from logistics.models.carrier import Carrier
from logistics.models.carrier_alert import CarrierAlert
from logistics.models.claim import Claim, ClaimFile
from logistics.models.consignment import Consignment
from logistics.models.cut_off_warning import CutOffWarning
from logistics.models.dispatch_day import DispatchDay
from logistics.models.dispatch_notice import DispatchNotice
from logistics.models.event import TrackingEvent
from logistics.models.lead_time import LeadTime, LeadTimeChange
from logistics.models.link import Link
from logistics.models.manifest import AcceptanceFile, ManifestLine
from logistics.models.parcel import Parcel, ParcelOrder
from logistics.models.pickup import Pickup, PickupTerms
from logistics.models.promise import ParcelPromise
from logistics.models.waybill import Waybill

__all__ = [
    "AcceptanceFile",
    "Carrier",
    "CarrierAlert",
    "Claim",
    "ClaimFile",
    "Consignment",
    "CutOffWarning",
    "DispatchDay",
    "DispatchNotice",
    "LeadTime",
    "LeadTimeChange",
    "Link",
    "ManifestLine",
    "Parcel",
    "ParcelOrder",
    "ParcelPromise",
    "Pickup",
    "PickupTerms",
    "TrackingEvent",
    "Waybill",
]
