"""The channels we know, read at most once a second by a process: each intake asks."""

import math
import time
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from orders.models import Channel

FRESH = 1.0  # seconds
_read_at = -math.inf
_known: dict[str, "ChannelPolicy"] = {}


class PartnersOrders(Refusal):
    """The orders of this shop's channel come from its trade partner, and from nobody else."""

    code = "partners_orders"


class UnknownChannel(Refusal):
    """No marketplace channel has this code."""

    code = "unknown_channel"


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """What intake needs to know of a channel."""

    code: str
    title: Any
    phone_countries: tuple[str, ...]
    dispatch_days: int | None = None
    partner_shops: frozenset[int] = frozenset()


def channel_policy(code: str) -> ChannelPolicy:
    """Return the policy of a channel. Raises UnknownChannel."""
    channels = known_channels()
    if code not in channels:
        message = _("We know no channel “%(code)s”; there are: %(known)s.")
        raise UnknownChannel(
            message % {"code": ascii(code[:40])[1:-1], "known": ", ".join(channels)},
            field="channel",
        )
    return channels[code]


def known_channels() -> dict[str, ChannelPolicy]:
    """Return all channels by their codes, in the order in which people see them."""
    global _read_at, _known
    if time.monotonic() - _read_at >= FRESH:
        rows = Channel.objects.values_list(
            "code", "title", "phone_countries", "dispatch_days", "partner_shops"
        )
        _known = {
            code: ChannelPolicy(code, title, tuple(phones), days, frozenset(shops))
            for code, title, phones, days, shops in rows
        }
        _read_at = time.monotonic()
    return _known


def take_from_partner_only(channel: str, shop_id: int, *, only: bool) -> None:
    """Have a shop's orders of a channel come from its trade partner only, or from everybody (R-002-02)."""
    row = Channel.objects.select_for_update(no_key=True).get(code=channel)
    shops = {*row.partner_shops, shop_id} if only else {*row.partner_shops} - {shop_id}
    if sorted(shops) != sorted(row.partner_shops):
        row.partner_shops = sorted(shops)
        row.save(update_fields=["partner_shops"])
    forget_channels()


def demand_source(channel: str, shop_id: int, *, is_partner: bool) -> None:
    """Raise unless orders of this shop's channel may come from here: UnknownChannel, PartnersOrders."""
    if shop_id in channel_policy(channel).partner_shops and not is_partner:
        raise PartnersOrders(
            _(
                "Orders of this channel come from the trade partner only: ask them to send it again."
            ),
            field="channel",
        )


def forget_channels() -> None:
    """Have this process read the channels again."""
    global _read_at
    _read_at = -math.inf
