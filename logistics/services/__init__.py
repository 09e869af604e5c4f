"""What can be done with a parcel on the road, one use case a file."""

from logistics.services.enrolling import add_waybill, enrol_orders
from logistics.services.following import follow_parcel
from logistics.services.hearing import hear
from logistics.services.settling import settle_parcels

__all__ = ["add_waybill", "enrol_orders", "follow_parcel", "hear", "settle_parcels"]
