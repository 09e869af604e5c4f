"""History as people of a shop read it."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import history
from kernel.money import to_major
from sellers.models import Offer, Shop
from sellers.states import Role

SHOWN = 20
ACTS = {
    "create_shop": (gettext_lazy("The shop was opened"), "building-store"),
    "change_shop_settings": (gettext_lazy("Settings were changed"), "settings"),
    "invite_member": (gettext_lazy("Somebody was invited"), "user-plus"),
    "change_role": (gettext_lazy("A role was changed"), "users"),
    "remove_member": (gettext_lazy("Somebody left the team"), "user-x"),
    "create_offer": (gettext_lazy("Put on sale"), "plus"),
    "edit_offer": (gettext_lazy("Changed"), "pencil"),
    "pause_offer": (gettext_lazy("Paused"), "player-pause"),
    "resume_offer": (gettext_lazy("On sale again"), "player-play"),
}
BEGINNINGS = frozenset(
    {"create_offer"}
)  # what it began as is what it is, or is said by a later line
# What the moment of a pause says is said by its title.
UNSAID = frozenset({"paused_at"})


def journal(row: Shop | Offer) -> list[dict[str, Any]]:
    """Return the latest entries of a shop's or an offer's history, the newest first."""
    lines = history.of(str(row._meta.model_name), row.pk).order_by("-id")[:SHOWN]
    return [_entry(row, line) for line in lines]


def _entry(row: Model, line: history.History) -> dict[str, Any]:
    title, icon = ACTS.get(line.action, (line.action, "point"))
    return {
        "at": line.at,
        "title": title,
        "icon": icon,
        "actor": line.actor_label,
        "moves": [
            (_name(row, field), _words(row, field, before), _words(row, field, after))
            for field, (before, after) in line.changes.items()
            if field not in UNSAID and line.action not in BEGINNINGS
        ],
    }


def _name(row: Model, field: str) -> str:
    """Return how a field is called; people stand in history by their address."""
    if field == "price_minor":
        return _("Price")
    names = {f.name: f.verbose_name for f in row._meta.get_fields() if hasattr(f, "verbose_name")}
    return str(names.get(field, field))


def _words(row: Model, field: str, value: Any) -> str:
    if value in (None, "", []):
        return _("nothing")
    if field == "price_minor":
        return f"{to_major(value, row.currency)} {row.currency}"  # type: ignore[attr-defined]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(Role.choices).get(value, value))
