"""The use cases of the warehouse, one a file."""

from warehouse.services import dispatching, pallet_scans, picking  # noqa: F401
