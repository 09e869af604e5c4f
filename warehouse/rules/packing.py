"""How a parcel is to be packed: which rules hold for it, what they block, and the reason in words.

Rules are data (`RuleOf`); here is only how they are read (R-001-27..-30, R-002-29..-35, R-003-14).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.rules.packing_words import (
    ANY_OUTER,
    LAYERS_MISSING,
    NOT_RECORDED,
    OTHER_REFUSED,
    UNPACKED,
    WISHED,
    said_of,
)
from warehouse.states import PackagingKind

K = PackagingKind
OUTER = frozenset({K.COURIER_BAG, K.BAG, K.BOX, K.FILM, K.CUSTOM})
STANDS_FOR = {K.BOX: frozenset({K.BOX, K.CUSTOM})}  # made to measure is a box too (R-001-30)
NO_BOX = "no_box"  # a flag found here: no box of the catalogue holds it
BULKY = "bulky"

# Categories are free text of the shops; rules speak of families of them.
FAMILIES: dict[str, frozenset[str]] = {
    "electronics": frozenset(
        {"3c", "audio", "computers", "electronics", "gadgets", "laptops", "monitors", "photo"}
    ),
    "phones": frozenset({"phones", "smartphones", "tablets"}),
    "appliances": frozenset({"appliances", "small appliances", "household appliances"}),
    "home": frozenset({"decor", "furniture", "home", "kitchen", "light", "textile"}),
    "fashion": frozenset({"accessories", "clothes", "clothing", "fashion", "shoes"}),
    "kids": frozenset({"baby", "kids", "toys"}),
    BULKY: frozenset({BULKY}),
}
BOXED_ALWAYS = frozenset({"electronics", "phones"})

Size = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Pieces of one thing; ``size`` in millimetres, None where nobody measured it."""

    category: str = ""
    flags: frozenset[str] = frozenset()
    size: Size | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What goes into one parcel, and for whom: everything a rule may look at."""

    goods: Sequence[Goods]
    channel: str = ""
    carrier: str = ""
    wishes: Sequence[str] = ()
    boxes: Sequence[Size] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOf:
    """One rule as its row says it; empty conditions hold for everything."""

    code: str
    categories: Sequence[str] = ()
    flags: Sequence[str] = ()
    channels: Sequence[str] = ()
    carriers: Sequence[str] = ()
    least_longest_mm: int | None = None
    least_pieces: int | None = None
    needs: Sequence[str] = ()
    one_of: Sequence[str] = ()
    suggests: str = ""
    least_layers: int = 0
    requirement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, with why: ``kinds`` are alternatives, one of which must be recorded."""

    code: str
    kinds: frozenset[str]
    text: Any
    requirement: str = ""
    layers: int = 0
    must: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a parcel is to be packed: ``steps`` in order, what to suggest, and what is refused outside.

    ``outer`` is None where every outer packaging is right.
    """

    steps: tuple[Step, ...]
    suggested: str = ""
    least_layers: int = 0
    outer: frozenset[str] | None = None
    strict: tuple[Step, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a parcel cannot be closed, or a packaging not be used: a stable code and the words."""

    code: str
    text: Any
    requirement: str = field(default="", compare=False)


def plan_packing(load: Load, rules: Iterable[RuleOf]) -> Plan:
    """Return what is needed, suggested and refused for ``load``, each with its reason (R-001-27)."""
    known = [(goods, _kinds_of(goods, load.boxes)) for goods in load.goods]
    held = [rule for rule in rules if _holds(rule, load, known)]
    steps = [step for rule in held for step in _steps(rule)]
    steps += [_wish(kind) for kind in load.wishes if kind not in _needed(steps)]
    strict = tuple(step for step in steps if step.code.endswith(".only"))
    return Plan(
        steps=tuple(steps),
        suggested=next((rule.suggests for rule in held if rule.suggests), ""),
        least_layers=max((rule.least_layers for rule in held), default=0),
        outer=_outer(steps, strict),
        strict=strict,
        note=load.note,
    )


def why_not_this(plan: Plan, kind: str) -> Missing | None:
    """Return why a packaging of ``kind`` must not be used for this parcel, or None (R-002-33)."""
    if plan.outer is None or kind not in OUTER or kind in plan.outer:
        return None
    step = plan.strict[0]
    text = OTHER_REFUSED % {"rule": step.text, "kinds": _words(plan.outer)}
    return Missing("packaging_refused", text, step.requirement)


def why_not_closed(plan: Plan, recorded: Mapping[str, int], *, note_ticked: bool) -> Missing | None:
    """Return the first thing that is missing before the parcel may be closed.

    ``recorded`` are the kinds that were scanned, with the layers that were confirmed. A parcel for which
    no rule asks for anything and that has nothing around it may be closed: it is flagged (R-002-31).
    """
    for step in plan.steps:
        if step.must and not step.kinds & recorded.keys():
            return Missing(
                "packaging_missing",
                NOT_RECORDED % {"kinds": _words(step.kinds), "rule": step.text},
                step.requirement,
            )
        if step.layers and max(recorded.get(kind, 0) for kind in step.kinds) < step.layers:
            return Missing(
                "layers_missing",
                LAYERS_MISSING % {"least": step.layers, "rule": step.text},
                step.requirement,
            )
    if plan.note and not note_ticked:
        return Missing(
            "note_unread",
            _("Read the buyer's request and confirm that it is done: “%(note)s”.")
            % {"note": plan.note},
            "R-003-14",
        )
    return None


def is_unpacked(recorded: Iterable[str]) -> bool:
    """Tell whether goods would leave with nothing around them: damage is then the shop's (R-002-31)."""
    return not OUTER & frozenset(recorded)


def unpacked_warning() -> Missing:
    """Return what is said before a parcel is closed with nothing around it."""
    return Missing("packaging_unrecorded", UNPACKED, "R-002-31")


def fits(size: Size, box: Size) -> bool:
    """Tell whether a piece goes into a box, turned as it may be."""
    return all(side <= room for side, room in zip(sorted(size), sorted(box), strict=True))


def _kinds_of(goods: Goods, boxes: Sequence[Size]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the families and flags of goods; what no box holds is bulky, unless it is always boxed."""
    category = goods.category.strip().lower()
    families = {name for name, words in FAMILIES.items() if category in words} | {category}
    flags = set(goods.flags)
    if goods.size and boxes and not any(fits(goods.size, box) for box in boxes):
        flags.add(NO_BOX)
        if not families & BOXED_ALWAYS:
            families.add(BULKY)
    return frozenset(families), frozenset(flags)


def _holds(
    rule: RuleOf, load: Load, known: Sequence[tuple[Goods, tuple[frozenset[str], frozenset[str]]]]
) -> bool:
    """Tell whether a rule holds for a parcel: for enough pieces of it."""
    if rule.channels and load.channel not in rule.channels:
        return False
    if rule.carriers and load.carrier not in rule.carriers:
        return False
    pieces = sum(goods.quantity for goods, of in known if _speaks_of(rule, goods, *of))
    return pieces >= (rule.least_pieces or 1)


def _speaks_of(rule: RuleOf, goods: Goods, families: frozenset[str], flags: frozenset[str]) -> bool:
    longest = max(goods.size) if goods.size else 0
    return (
        (not rule.categories or bool(families & frozenset(rule.categories)))
        and frozenset(rule.flags) <= flags
        and longest >= (rule.least_longest_mm or 0)
    )


def _steps(rule: RuleOf) -> list[Step]:
    """Return what a rule asks for: each need a step of its own, ``one_of`` one that refuses all others."""
    text = said_of(rule.code, rule.needs, rule.one_of, rule.suggests)
    given: dict[str, Any] = {"text": text, "requirement": rule.requirement}
    steps = [
        Step(
            code=f"{rule.code}.{kind}",
            kinds=STANDS_FOR.get(K(kind), frozenset({kind})),
            layers=rule.least_layers if kind == K.FILM else 0,
            **given,
        )
        for kind in rule.needs
    ]
    if rule.one_of:
        steps.append(Step(code=f"{rule.code}.only", kinds=frozenset(rule.one_of), **given))
    if rule.suggests:
        steps.append(
            Step(
                code=f"{rule.code}.advice",
                kinds=frozenset({rule.suggests}),
                must=False,
                **given,
            )
        )
    return steps


def _wish(kind: str) -> Step:
    return Step(
        code=f"wish.{kind}",
        kinds=STANDS_FOR.get(K(kind), frozenset({kind})),
        text=WISHED % {"kind": K(kind).label},
        requirement="R-001-27",
    )


def _needed(steps: Iterable[Step]) -> frozenset[str]:
    return frozenset(kind for step in steps if step.must for kind in step.kinds)


def _outer(steps: Sequence[Step], strict: Sequence[Step]) -> frozenset[str] | None:
    """Return the outer packaging that is right: what the strict rules say, and whatever else is needed."""
    return _needed(steps) & OUTER if strict else None


def _words(kinds: Iterable[str]) -> str:
    return " / ".join(str(K(kind).label) for kind in sorted(kinds)) or str(ANY_OUTER)
