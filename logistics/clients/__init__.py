"""Whom we speak with. An adapter is codes (their table to ours), a mapper (pure) and a proxy (all I/O)."""

from logistics.clients.cainiao import proxy as cainiao
from logistics.clients.nova_poshta import proxy as nova_poshta
from logistics.clients.trackers import tracker_of
from logistics.clients.trade_partner import proxy as trade_partner

__all__ = ["cainiao", "nova_poshta", "tracker_of", "trade_partner"]
