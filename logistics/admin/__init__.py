"""The back office of the road: carriers, parcels, what was told of them."""

from logistics.admin import carriers, parcels

__all__ = ["carriers", "parcels"]
