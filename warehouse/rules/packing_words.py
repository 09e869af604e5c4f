"""What the packing station says of the rules that ship; a rule that people added is said by its parts."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.states import PackagingKind

ANY_OUTER = _("any packaging")
WISHED = _("The shop asks for it: %(kind)s.")
NOT_RECORDED = _("Scan what it is packed in: %(kinds)s. %(rule)s")
LAYERS_MISSING = _("Confirm at least %(least)s layers of film. %(rule)s")
OTHER_REFUSED = _("Not for this parcel: take %(kinds)s. %(rule)s")
UNPACKED = _(
    "Nothing is recorded around the goods. Scan the packaging, or confirm that they leave as they are:"
    " damage on the way is then the shop's."
)
_SAID: dict[str, Any] = {
    "phones": _("Phones and tablets: a box, and a plastic bag over it."),
    "electronics": _("Electronics, laptops and monitors: a box, nothing else."),
    "bulky-together": _(
        "Several bulky pieces of one order: wrap them into one place with stretch film, one label."
    ),
    "bulky-film": _("It does not fit a box: stretch film, three layers or more."),
    "fragile": _("Fragile: wrap it in bubble wrap."),
    "liquid": _("Liquid: a plastic bag first, so that a leak stays in it."),
    "high-value": _("Expensive and small: fill the box so that nothing moves."),
    "fashion": _("Fashion and goods for children: a plastic bag is enough."),
    "own-courier": _("Goes with the shop's own courier: a courier bag is usual."),
    "usual": _("Usual: a courier bag, or a box with filler."),
}
_NEEDS = _("Needed: %(kinds)s.")
_ONLY = _("Only: %(kinds)s.")
_ADVICE = _("Better: %(kinds)s.")


def said_of(code: str, needs: Sequence[str], one_of: Sequence[str], suggests: str) -> Any:
    """Return the words of a rule."""
    if code in _SAID:
        return _SAID[code]
    parts = ((_NEEDS, needs), (_ONLY, one_of), (_ADVICE, [suggests] if suggests else []))
    return " ".join(str(words % {"kinds": _kinds(kinds)}) for words, kinds in parts if kinds)


def _kinds(kinds: Sequence[str]) -> str:
    return ", ".join(str(PackagingKind(kind).label) for kind in kinds)
