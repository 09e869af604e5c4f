"""The back office of the road: carriers, parcels, what was told of them."""

from logistics.admin import carriers, dispatch_days, lead_times, links, parcels, partners

__all__ = ["carriers", "dispatch_days", "lead_times", "links", "parcels", "partners"]
