"""The invariants of every app, in the order of the stack from below."""

from kernel.invariants import Invariant
from kernel.remote.truths import INVARIANTS as OF_CALLS
from logistics.public import INVARIANTS as OF_LOGISTICS
from orders.public import INVARIANTS as OF_ORDERS
from warehouse.public import INVARIANTS as OF_THE_WAREHOUSE

ALL: tuple[Invariant, ...] = (*OF_CALLS, *OF_ORDERS, *OF_THE_WAREHOUSE, *OF_LOGISTICS)
