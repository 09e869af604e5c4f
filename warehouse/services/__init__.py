"""The use cases of the warehouse, one a file."""

from warehouse.services import dispatching, forcing, pallet_scans, picking, sorting  # noqa: F401
