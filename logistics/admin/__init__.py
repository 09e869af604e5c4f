"""The back office of the road: carriers, parcels, what was told of them."""

from logistics.admin import carriers, parcels, partners

__all__ = ["carriers", "parcels", "partners"]
