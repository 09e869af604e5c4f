"""The back office of the road: carriers, parcels, what was told of them."""

from logistics.admin import carriers, lead_times, parcels, partners

__all__ = ["carriers", "lead_times", "parcels", "partners"]
