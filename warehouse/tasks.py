"""Celery's door into the warehouse: read the clock, make one call, return a number."""

from celery import shared_task
from django.utils import timezone

from warehouse.services.evidence import purge_evidence
from warehouse.services.pacing import measure_pace
from warehouse.services.planning import plan_everywhere
from warehouse.services.proving import prove_all
from warehouse.services.reserving import fill_shortages
from warehouse.services.taking_up import take_up_orders


@shared_task(name="warehouse.fill_shortages")
def fill_shortages_now(**_: object) -> int:
    """Give free goods to orders that lack them: what a receipt and an order missed of one another."""
    return fill_shortages(now=timezone.now())


@shared_task(name="warehouse.prove_stock")
def prove_stock(**_: object) -> int:
    """Prove the stock of every warehouse, each night."""
    return prove_all(now=timezone.now())


@shared_task(name="warehouse.plan_waves")
def plan_waves_now(**_: object) -> int:
    """Plan the waves that are full or must be begun soon, in every warehouse; every few minutes."""
    return plan_everywhere(now=timezone.now())


@shared_task(name="warehouse.measure_pace")
def measure_pace_now(**_: object) -> int:
    """Learn from the scans of the last days how long each work takes, each hour."""
    return measure_pace(now=timezone.now())


@shared_task(name="warehouse.purge_evidence")
def purge_evidence_now(**_: object) -> int:
    """Throw away evidence whose time is over and that no claim holds, each hour (R-002-28, C-46)."""
    return purge_evidence(now=timezone.now())


@shared_task(name="warehouse.take_up_orders")
def take_up_orders_now(**_: object) -> int:
    """Take up orders of shops in storage that no fact brought here, each minute."""
    return take_up_orders(now=timezone.now())
