"""Tags of the floor's panels: ``{% load floor %}``."""

import json
from typing import Any

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from warehouse.floor.words import WORDS

register = template.Library()


@register.simple_tag(takes_context=True)
def floor_panel(context: template.Context) -> SafeString:
    """Write the attributes of a panel's root: ``<section {% floor_panel %}>``.

    They say what the next scan carries and which codes are right now, as the answers of the scans do.
    """
    return format_html(
        'class="panel" data-context="{}" data-expected="{}"',
        _told(context.get("context") or {}),
        _told(list(context.get("expected") or [])),
    )


@register.simple_tag
def floor_words() -> SafeString:
    """Write the words that the floor's scripts may say, once a page."""
    return json_script({name: str(text) for name, text in WORDS.items()}, "floor-words")


def _told(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
