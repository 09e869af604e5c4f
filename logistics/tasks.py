"""Celery's door into logistics: read the clock, make one call, return a number."""

from celery import shared_task
from django.utils import timezone

from logistics import services
from logistics.services.consigning import announce_orders
from logistics.services.polling import ask_carrier, carriers_to_ask
from logistics.services.silence import note_silence


@shared_task(name="logistics.ask_carriers")
def ask_carriers(**_: object) -> int:
    """Have each carrier be asked for its parcels that are due, each by itself; every minute."""
    codes = carriers_to_ask(now=timezone.now())
    for code in codes:
        ask_one_carrier.delay(code)
    return len(codes)


@shared_task(name="logistics.ask_carrier")
def ask_one_carrier(code: str, **_: object) -> int:
    """Ask one carrier: one that is slow keeps nobody else waiting."""
    return ask_carrier(code, clock=timezone.now)


@shared_task(name="logistics.announce_missed_orders")
def announce_missed_orders(**_: object) -> int:
    """Announce agreed orders that no fact brought: their channel was connected later; every minute."""
    return announce_orders(now=timezone.now())


@shared_task(name="logistics.close_days")
def close_days(**_: object) -> int:
    """Seal the dispatch days that are due, and ask for their trucks; three times a minute."""
    return services.close_days(now=timezone.now())


@shared_task(name="logistics.warn_of_cut_offs")
def warn_of_cut_offs(**_: object) -> int:
    """Warn of what will miss a cut-off; every minute."""
    return services.warn_of_cut_offs(now=timezone.now())


@shared_task(name="logistics.note_silence")
def look_for_silence(**_: object) -> int:
    """Find the parcels of which nothing is heard for days; every ten minutes (R-003-30)."""
    return note_silence(now=timezone.now())


@shared_task(name="logistics.enrol_missing")
def enrol_missing_orders(**_: object) -> int:
    """Follow what left and is not followed: a fact that was lost, or a time before we began to."""
    return services.enrol_missing(now=timezone.now())
