"""The use cases of the warehouse, one a file."""

from warehouse.services import pallet_scans  # noqa: F401
