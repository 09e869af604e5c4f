"""The back office of the road: carriers, parcels, what was told of them, lead times, claims."""

from logistics.admin import (
    acceptance,
    carriers,
    claim_files,
    claims,
    dispatch_days,
    last_mile,
    lead_times,
    links,
    parcels,
    partners,
)

__all__ = [
    "acceptance",
    "carriers",
    "claim_files",
    "claims",
    "dispatch_days",
    "last_mile",
    "lead_times",
    "links",
    "parcels",
    "partners",
]
