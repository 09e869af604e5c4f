"""The back office of the road: carriers, parcels, what was told of them, claims."""

from logistics.admin import acceptance, carriers, claims, parcels

__all__ = ["acceptance", "carriers", "claims", "parcels"]
