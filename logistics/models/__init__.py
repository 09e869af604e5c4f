"""The rows of the road, one kind a file."""

from logistics.models.carrier import Carrier
from logistics.models.claim import Claim, ClaimFile
from logistics.models.event import TrackingEvent
from logistics.models.manifest import AcceptanceFile, ManifestLine
from logistics.models.parcel import Parcel, ParcelOrder
from logistics.models.waybill import Waybill

__all__ = [
    "AcceptanceFile",
    "Carrier",
    "Claim",
    "ClaimFile",
    "ManifestLine",
    "Parcel",
    "ParcelOrder",
    "TrackingEvent",
    "Waybill",
]
