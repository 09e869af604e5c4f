"""Waves outside of the plan: one parcel that was picked already and needs something more."""

from datetime import datetime, timedelta

from django.db.models import Max

from warehouse.models import Outbound, Warehouse, Wave

AT_ONCE = timedelta(minutes=15)


def next_wave_number(warehouse_id: int) -> int:
    """Return the number that the next wave of a warehouse gets; it is ours until the transaction ends."""
    Warehouse.objects.select_for_update(no_key=True).get(pk=warehouse_id)
    last = Wave.objects.filter(warehouse_id=warehouse_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def extra_wave(parcel: Outbound, *, at: datetime) -> int:
    """Begin a wave for one parcel, to be walked at once; return its id."""
    wave = Wave(warehouse_id=parcel.warehouse_id, number=next_wave_number(parcel.warehouse_id))
    wave.planned_at, wave.start_by = at, at
    wave.leave_by = parcel.dispatch_by or at + AT_ONCE
    wave.minutes = 1
    wave.save()
    return int(wave.pk)
