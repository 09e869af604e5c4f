"""The packaging catalogue and the packing rules that ship (R-001-28, R-002-29..-35)."""

from typing import Any

from warehouse.models import Packaging, PackingRule
from warehouse.rules.packing import BULKY, NO_BOX
from warehouse.states import PackagingKind as K

# code, name, kind, tare in g, inner size in mm, cost and charge in kopiykas
CATALOGUE: list[tuple[str, str, str, int, tuple[int, int, int] | None, int, int]] = [
    ("bag-courier-m", "Courier bag 300 × 400", K.COURIER_BAG, 25, None, 250, 0),
    ("bag-courier-l", "Courier bag 400 × 600", K.COURIER_BAG, 40, None, 410, 0),
    ("bag-m", "Plastic bag 300 × 400", K.BAG, 12, None, 90, 0),
    ("bag-l", "Plastic bag 600 × 800", K.BAG, 30, None, 180, 0),
    ("box-s", "Box S 200 × 150 × 100", K.BOX, 90, (200, 150, 100), 700, 0),
    ("box-m", "Box M 350 × 250 × 200", K.BOX, 220, (350, 250, 200), 1400, 0),
    ("box-l", "Box L 600 × 400 × 400", K.BOX, 560, (600, 400, 400), 3200, 0),
    ("box-own", "The maker's own box", K.BOX, 0, None, 0, 0),
    ("film", "Stretch film", K.FILM, 30, None, 300, 0),
    ("bubble", "Bubble wrap, 1 m", K.BUBBLE_WRAP, 40, None, 450, 0),
    ("kraft", "Kraft paper, 2 m", K.KRAFT, 50, None, 200, 0),
    ("foam", "Foam plastic sheet", K.FOAM, 30, None, 350, 0),
    ("shavings", "Cardboard shavings, 1 l", K.SHAVINGS, 60, None, 150, 0),
    ("made-to-measure", "Cardboard made to measure", K.CUSTOM, 700, None, 6000, 15000),
]
RULES: list[dict[str, Any]] = [
    {
        "code": "phones",
        "categories": ["phones"],
        "needs": [K.BOX, K.BAG],
        "one_of": [K.BOX, K.CUSTOM],
        "requirement": "R-002-34",
    },
    {
        "code": "electronics",
        "categories": ["electronics"],
        "one_of": [K.BOX, K.CUSTOM],
        "requirement": "R-002-33",
    },
    {
        "code": "bulky-together",
        "flags": [NO_BOX],
        "least_pieces": 2,
        "needs": [K.FILM],
        "least_layers": 3,
        "requirement": "R-002-30",
    },
    {
        "code": "bulky-film",
        "categories": ["appliances", "home", BULKY],
        "flags": [NO_BOX],
        "needs": [K.FILM],
        "least_layers": 3,
        "requirement": "R-002-32",
    },
    {
        "code": "fragile",
        "flags": ["fragile"],
        "needs": [K.BUBBLE_WRAP],
        "requirement": "R-001-29",
    },
    {"code": "liquid", "flags": ["liquid"], "needs": [K.BAG], "requirement": "R-001-27"},
    {
        "code": "high-value",
        "flags": ["high_value"],
        "suggests": K.KRAFT,
        "requirement": "R-001-27",
    },
    {
        "code": "fashion",
        "categories": ["fashion", "kids"],
        "suggests": K.BAG,
        "requirement": "R-002-35",
    },
    {
        "code": "own-courier",
        "carriers": ["own_courier"],
        "suggests": K.COURIER_BAG,
        "requirement": "R-001-27",
    },
    {"code": "usual", "suggests": K.COURIER_BAG, "requirement": "R-001-28"},
]


def ensure_packing() -> None:
    """Add the packaging and the rules that ship and are not there yet."""
    Packaging.objects.bulk_create(
        (_packaging(*row) for row in CATALOGUE), ignore_conflicts=True, batch_size=50
    )
    PackingRule.objects.bulk_create(
        (PackingRule(position=10 * n, **rule) for n, rule in enumerate(RULES, start=1)),
        ignore_conflicts=True,
    )


def _packaging(
    code: str,
    name: str,
    kind: str,
    tare_g: int,
    size: tuple[int, int, int] | None,
    cost: int,
    charge: int,
) -> Packaging:
    length, width, height = size or (None, None, None)
    return Packaging(
        code=code,
        name=name,
        kind=kind,
        barcode=f"PKG-{code.upper()}",
        tare_g=tare_g,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        cost_minor=cost,
        charge_minor=charge,
        currency="UAH",
    )
