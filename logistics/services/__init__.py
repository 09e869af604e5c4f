"""What can be done with a parcel on the road, one use case a file."""

from logistics.services.answers import note_unknown, settle_notice, settle_pickup
from logistics.services.closing import close_days, seal_day, settle_day
from logistics.services.enrolling import enrol_missing, enrol_orders
from logistics.services.following import follow_parcel
from logistics.services.hearing import hear
from logistics.services.links import LinkRefused, keep_link
from logistics.services.notifying import notify_dispatch
from logistics.services.pickups import choose_slot
from logistics.services.promising import promise_parcels
from logistics.services.settling import settle_parcels
from logistics.services.telling_again import tell_day_again
from logistics.services.warning import acknowledge_warning, warn_of_cut_offs

__all__ = [
    "LinkRefused",
    "acknowledge_warning",
    "choose_slot",
    "close_days",
    "enrol_missing",
    "enrol_orders",
    "follow_parcel",
    "hear",
    "keep_link",
    "note_unknown",
    "notify_dispatch",
    "promise_parcels",
    "seal_day",
    "settle_day",
    "settle_notice",
    "settle_parcels",
    "settle_pickup",
    "tell_day_again",
    "warn_of_cut_offs",
]
