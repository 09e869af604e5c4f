"""The words of the sellers' pages about goods."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.states import CancelReason
from warehouse.rules.goods import GoodsType

TYPE_NAMES: dict[str, Any] = {
    GoodsType.SMALL: pgettext_lazy("of goods", "small"),
    GoodsType.BULKY: pgettext_lazy("of goods", "bulky"),
    GoodsType.FRAGILE: _("fragile"),
    GoodsType.HIGH_VALUE: _("high value"),
}
# What cancels an order that has left brings its goods back; the rest is the warehouse's own.
RETURN_REASONS: dict[str, Any] = {
    **{reason.value: reason.label for reason in CancelReason},
    "unmatched": _("nobody knows whose parcel it is"),
    "unannounced": _("came back unannounced"),
    "forced": _("sent at the shop's risk"),
    "discrepancy": _("closing of a discrepancy"),
    "rejected": _("the buyer did not take it"),
    "recall": _("called back"),
}
