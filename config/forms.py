"""How Django draws forms here: labels, help, errors and inputs in the dress of the kit."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

CHECKS = frozenset({"checkbox", "radio"})
BARE = frozenset({"hidden", "range", "color"})


class KitRenderer(TemplatesSetting):
    """Draws forms by the templates of the kit and gives plain widgets their classes.

    A widget that brings a class of its own (the back office's do) is left as it is.
    """

    form_template_name = "kit/form.html"
    field_template_name = "kit/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw one form, field or widget."""
        widget = context.get("widget")
        if widget and template_name.startswith("django/forms/widgets/"):
            _dress(widget, template_name)
        return super().render(template_name, context, request)


def _dress(widget: dict[str, Any], template_name: str) -> None:
    """Add the kit's class to a widget, to its parts, and to each box of a group of boxes."""
    for part in widget.get("subwidgets", ()):
        _dress(part, part["template_name"])
    if template_name.endswith("/select.html"):
        widget["attrs"].setdefault("class", "form-select")
    elif "optgroups" in widget:
        for _, boxes, _ in widget["optgroups"]:
            for box in boxes:
                box["attrs"].setdefault("class", "form-check-input")
    elif "subwidgets" not in widget and widget.get("type") not in BARE:
        name = "form-check-input" if widget.get("type") in CHECKS else "form-control"
        widget["attrs"].setdefault("class", name)
