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
        rows = Channel.objects.values_list("code", "title", "phone_countries", "dispatch_days")
        _known = {row[0]: ChannelPolicy(row[0], row[1], tuple(row[2]), row[3]) for row in rows}
        _read_at = time.monotonic()
    return _known


def forget_channels() -> None:
    """Have this process read the channels again."""
    global _read_at
    _read_at = -math.inf
