"""The dialog of splitting, and what belongs together on the order page: what stays, what goes, the sums."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.cabinet.forms import VersionedForm
from orders.models import Order, OrderLine
from orders.rules.splitting import (
    Division,
    Piece,
    Sums,
    divide,
    why_not_divisible,
    why_not_splittable,
)
from orders.selectors.families import mergeable_with, splits_about, travelling_with
from orders.states import BEFORE_SHIPPING, SplitReason

GOES = "goes_"


class SplitForm(VersionedForm):
    """How many of each line go into the new order, and why (R-004-60)."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=SplitReason.choices,
        error_messages={"required": _("Say why the order is split.")},
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        help_text=_("Needed for another reason."),
    )

    def __init__(self, *args: Any, lines: Iterable[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken: dict[int, int] = {}
        """The quantities by position that were understood."""
        self._lines = {f"{GOES}{line.position}": line for line in lines}
        for name, line in self._lines.items():
            limits = {"min": 0, "max": line.quantity, "inputmode": "numeric"}
            self.fields[name] = forms.IntegerField(
                label=line.name or line.sku,
                required=False,
                initial=0,
                min_value=0,
                max_value=line.quantity,
                widget=forms.NumberInput(attrs=limits),
            )

    def rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Return each line with the field that says how much of it goes."""
        return [(line, self[name]) for name, line in self._lines.items()]

    def clean(self) -> dict[str, Any]:
        """Gather what goes."""
        values = super().clean() or {}
        self.taken = {line.position: values.pop(n, 0) or 0 for n, line in self._lines.items()}
        return {**values, "lines": {position: n for position, n in self.taken.items() if n}}


class MergeForm(VersionedForm):
    """Which order is to leave with this one."""

    with_order_id = forms.UUIDField(widget=forms.HiddenInput)


def together_context(request: Any, order: Order) -> dict[str, Any]:
    """Return what the page shows of the order's family and its dispatch, in at most three queries."""
    why_not = why_not_splittable(order.state, paid=order.paid_at is not None)
    splits = splits_about(request.scope, order.pk)
    kin = {pk for split in splits for pk in (split.order_id, split.part_id)}
    lines = list(order.lines.all())
    divisible = sum(line.quantity for line in lines) > 1
    form = SplitForm(initial={"version": order.version}, lines=lines)
    return {
        "splits": splits,
        "travelling": travelling_with(request.scope, order),
        "mergeable": mergeable_with(request.scope, order, besides=kin),
        "may_split": why_not is None and divisible,
        "may_separate": order.state in BEFORE_SHIPPING,
        "split_form": form,
        **split_sums(order, form),
    }


def split_sums(order: Order, form: SplitForm) -> dict[str, Any]:
    """Return both columns of the dialog: the goods and the money that stay and that go."""
    lines = {line.position: line for line in order.lines.all()}
    pieces = [Piece(ln.position, ln.quantity, ln.unit_price_minor) for ln in lines.values()]
    taken = form.taken
    whole = Sums(order.goods_minor, order.delivery_minor, order.discount_minor)
    division = divide(pieces, taken, whole)
    return {
        "order": order,
        "split_columns": [
            (_("Stays: %(number)s") % {"number": order.number}, *_column(lines, division, "stays")),
            (_("Goes to a new order"), *_column(lines, division, "goes")),
        ],
        "why_not_split": why_not_divisible(pieces, taken),
    }


def _column(lines: dict[int, OrderLine], division: Division, which: str) -> tuple[Any, Sums]:
    sums = division.kept if which == "stays" else division.given
    return [(lines[piece.position], piece.quantity) for piece in getattr(division, which)], sums
