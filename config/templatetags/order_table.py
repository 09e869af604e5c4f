"""The body of a table of orders."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from config.kit.order_rows import RowPainter
from config.templatetags import kit

register = template.Library()


@register.simple_tag(takes_context=True)
def order_rows(
    context: template.Context, rows: list[dict[str, Any]], zone: str, selectable: bool = False
) -> SafeString:
    """Draw the rows of `orders.cabinet.rows.dressed`, with a box to select each where asked."""
    return RowPainter(kit, context, zone, selectable=selectable).rows(rows)
