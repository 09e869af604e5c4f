"""The use cases of the warehouse, one a file."""

from warehouse.services import (  # noqa: F401
    checking,
    counting_scans,
    dispatching,
    forcing,
    handover_scans,
    lead_waves,
    moving,
    packing,
    pallet_scans,
    picking,
    putting_away,
    putting_back,
    receiving_scans,
    returning_scans,
    set_aside_scans,
    sorting,
    taking_apart,
    weighing,
)
