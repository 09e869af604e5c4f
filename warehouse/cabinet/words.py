"""The words of the sellers' pages about goods."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from warehouse.rules.goods import GoodsType

TYPE_NAMES: dict[str, Any] = {
    GoodsType.SMALL: pgettext_lazy("of goods", "small"),
    GoodsType.BULKY: pgettext_lazy("of goods", "bulky"),
    GoodsType.FRAGILE: _("fragile"),
    GoodsType.HIGH_VALUE: _("high value"),
}
