"""The building and the shops of the day, furnished before anybody comes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from kernel.history import SYSTEM
from sellers.models import Membership, Offer, Shop, User
from sellers.services import create_shop, issue_token
from sellers.states import Role, TokenScope
from warehouse.models import Cell, Packaging, PackagingStock, Station, Storage, Warehouse
from warehouse.services.booking import Booking, book
from warehouse.services.packing_reference import ensure_packing
from warehouse.states import CellKind, MovementKind, StationKind

PASSWORD = "a-long-day-in-the-warehouse"
SHOPS, OFFERS, ON_A_SHELF = 3, 30, 60
TOTES, SLOTS, DOCKS = 240, 48, 3
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(7)}
# Each with what must be around it: packing is blocked by rules that are data.
KINDS = [
    ("kitchen", [], 700),
    ("electronics", [], 350),
    ("clothes", [], 250),
    ("phones", ["high_value"], 190),
    ("light", ["fragile"], 420),
    ("toys", [], 310),
]


@dataclass(frozen=True)
class Seller:
    """A shop with its token, and its goods by SKU: how many pieces were brought in all."""

    id: int
    token: str
    goods: dict[str, int]


@dataclass(frozen=True)
class Ground:
    """Everything that stands there before the day begins. ``brought`` is by (shelf, SKU)."""

    warehouse: Warehouse
    sellers: list[Seller]
    brought: dict[tuple[str, str], int]
    names: dict[str, str]
    lead: str
    people: list[str]

    @property
    def totes(self) -> list[str]:
        """Return the barcodes of the totes."""
        return [f"T-{n:03}" for n in range(1, TOTES + 1)]


def furnish(people: int, chance: random.Random, *, now: datetime, stock: int) -> Ground:
    """Build a warehouse in whose zone it is about noon, so that no cut-off of the day meets midnight.

    ``stock`` pieces of each offer lie on three shelves, each shared with others.
    """
    ensure_packing()
    calendar()
    place = Warehouse.objects.create(
        code="day",
        name="The day",
        country="UA",
        zone=noon_zone(now),
        calendar="always",
        gs1_prefix="4829997",
        company="Otgruz Fulfilment",
        address="вул. Складська, 1",
    )
    Cell.objects.bulk_create(_cells(place))
    Station.objects.bulk_create(_stations(place))
    PackagingStock.objects.bulk_create(
        PackagingStock(warehouse=place, packaging=one, quantity=50_000)
        for one in Packaging.objects.all()
    )
    brought: dict[tuple[str, str], int] = {}
    sellers = [_seller(n, place, brought, chance, now=now, stock=stock) for n in range(SHOPS)]
    names = dict(Offer.everything.filter(sku__startswith="DAY-").values_list("name", "sku"))
    staff = [_person(n, Role.WAREHOUSE_OPERATOR) for n in range(1, people)]
    return Ground(place, sellers, brought, names, _person(0, Role.WAREHOUSE_LEAD), staff)


def noon_zone(now: datetime) -> str:
    """Return a zone in which it is between 11:30 and 12:30."""
    ahead = 12 - round(now.astimezone(UTC).hour + now.minute / 60)
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def calendar() -> None:
    """Add the calendar by which everybody works always."""
    from kernel.calendars.models import WorkCalendar

    WorkCalendar.objects.get_or_create(
        code="always", defaults={"title": "Always", "zone": "UTC", "weekly_hours": ALWAYS}
    )


def promise(sellers: list[Seller], *, paid_at: datetime, leave_by: datetime) -> None:
    """Have every order that is paid at ``paid_at`` be due at ``leave_by``."""
    from kernel.deadlines.models import DeadlinePolicy
    from orders.states import DISPATCH_CLOCK

    for seller in sellers:
        DeadlinePolicy.objects.create(
            kind=DISPATCH_CLOCK,
            shop_id=seller.id,
            effective_from=paid_at - timedelta(hours=1),
            calendar="always",
            allowance_s=int((leave_by - paid_at).total_seconds()),  # never past it
        )


def _cells(place: Warehouse) -> Iterator[Cell]:
    shelves = SHOPS * OFFERS
    kinds = [
        *((f"S-{n:03}", CellKind.SHELF) for n in range(1, shelves + 1)),
        *((f"T-{n:03}", CellKind.TOTE) for n in range(1, TOTES + 1)),
        *((f"W-{n:03}", CellKind.WALL) for n in range(1, SLOTS + 1)),
    ]
    for path, (code, kind) in enumerate(kinds, start=1):
        yield Cell(warehouse=place, code=code, kind=kind, path=path)


def _stations(place: Warehouse) -> Iterator[Station]:
    for n in range(1, DOCKS + 1):
        yield Station(warehouse=place, code=f"DOCK-{n}", kind=StationKind.DOCK, camera=f"C{n}")
    yield Station(warehouse=place, code="PACK-1", kind=StationKind.PACKING, camera="C9")


def _seller(
    n: int,
    place: Warehouse,
    brought: dict[tuple[str, str], int],
    chance: random.Random,
    *,
    now: datetime,
    stock: int,
) -> Seller:
    """Open a shop that works always, keeps its goods here and tells us its orders by token."""
    mail = f"owner{n}@day.otgruz.test"
    shop = create_shop(slug=f"day-{n}", name=f"Day {n}", owner_email=mail, actor=SYSTEM, at=now)
    Shop.objects.filter(pk=shop.pk).update(calendar="always", zone="UTC", language="en")
    Storage.everything.create(shop=shop, warehouse=place, since=now)
    offers = Offer.everything.bulk_create(_offers(shop, n))
    rows = list(_shelved(offers, n, stock))
    shelves = {cell.code: cell.pk for cell in Cell.objects.filter(warehouse=place, kind="shelf")}
    book(
        [
            Booking(shop_id=shop.pk, offer_id=offer.pk, cell_id=shelves[code], delta=pieces)
            for offer, code, pieces in rows
        ],
        warehouse_id=place.pk,
        kind=MovementKind.RECEIPT,
        who="The night",
        at=now,
    )
    brought.update({(code, offer.sku): pieces for offer, code, pieces in rows})
    owner = Membership.objects.get(shop=shop).user_id
    token = issue_token(
        shop_id=shop.pk,
        label="day",
        scopes=list(TokenScope),
        expires_at=now + timedelta(days=2),
        created_by_id=owner,
        actor=SYSTEM,
        at=now,
    )
    return Seller(shop.pk, token.secret, {offer.sku: stock for offer in offers})


def _offers(shop: Shop, n: int) -> Iterator[Offer]:
    for at in range(OFFERS):
        category, flags, grams = KINDS[at % len(KINDS)]
        yield Offer(
            shop=shop,
            sku=f"DAY-{n}{at:02}",
            name=f"{category.title()} {n}{at:02}",
            barcode=f"48299{n}{at:06}",
            price_minor=25_000,
            currency="UAH",
            category=category,
            flags=flags,
            weight_g=grams + 10 * at,
        )


def _shelved(offers: list[Offer], n: int, stock: int) -> Iterator[tuple[Offer, str, int]]:
    """Give each offer three shelves, so that what one lacks another has, and each shelf three offers."""
    for at, offer in enumerate(offers):
        parts = stock // 2, stock // 4, stock - stock // 2 - stock // 4
        for turn, pieces in enumerate(parts):
            shelf = (n * OFFERS + (at + 11 * turn) % OFFERS) + 1
            yield offer, f"S-{shelf:03}", pieces


def _person(n: int, role: str) -> str:
    """Return the address of somebody new with that role, who reads English."""
    email = f"worker{n}@day.otgruz.test"
    user = User.objects.create_user(email, name=f"Worker {n}")
    # Hashed as the server does, whatever the settings of whoever furnishes.
    known = PBKDF2PasswordHasher().encode(PASSWORD, f"day-{n}-of-people")
    User.objects.filter(pk=user.pk).update(language="en", password=known)
    Membership.objects.create(user=user, shop=None, role=role)
    return email
