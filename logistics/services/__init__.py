"""What can be done with a parcel on the road, one use case a file."""

from logistics.services.enrolling import enrol_missing, enrol_orders
from logistics.services.following import follow_parcel
from logistics.services.hearing import hear
from logistics.services.promising import promise_parcels
from logistics.services.settling import settle_parcels

__all__ = [
    "enrol_missing",
    "enrol_orders",
    "follow_parcel",
    "hear",
    "promise_parcels",
    "settle_parcels",
]
