"""The rules of partners and facts with short pauses: what took hours is seconds, and as many tries are left.

Nothing else is different: who dies is found by a lease, what is unknown is repeated under its own key. The
breaker is out: it would keep the failing partner from being called at all, and is proven elsewhere.
"""

from datetime import timedelta

PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=4)
TRIES = 10_000
CALL_S = 8.0
LEASE_BEYOND = timedelta(seconds=4)
HELD_S = CALL_S + 4
AT_ONCE = 12


def hasten() -> None:
    """Have this process wait shortly."""
    from kernel import work
    from kernel.remote import claiming, outcomes, rules, slots
    from logistics.clients.trade_partner.proxy import TRADE_PARTNER

    rules.LEAST_FAILURES = 1_000_000
    rules.LONGEST_PAUSE = work.LONGEST_PAUSE = LONGEST_PAUSE
    outcomes.ASKS = outcomes.SENDS = work.ATTEMPTS = TRIES
    claiming.LEASE_BEYOND, slots.HELD_S = LEASE_BEYOND, HELD_S
    object.__setattr__(TRADE_PARTNER, "at_once", AT_ONCE)
    for operation in TRADE_PARTNER.operations.values():
        object.__setattr__(operation, "total_s", CALL_S)
        object.__setattr__(operation, "find_after", PAUSE)
