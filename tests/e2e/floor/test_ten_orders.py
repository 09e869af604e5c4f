"""Ten orders of different goods, from Released to a sealed, signed handover, by keys and a scanner alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import Order
from orders.states import OrderState
from sellers.states import Role
from tests.factories.sellers import MembershipFactory, OfferFactory, UserFactory
from tests.factories.warehouse import CellFactory, confirmed_order, stock
from tests.on_the_floor import Worker
from warehouse.models import Balance, Handover, HandoverPaper, Outbound, Reservation, Storage
from warehouse.states import CellKind, HandoverState, OutboundState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOODS = [
    ("Ноутбук 14″", "laptops", [], (360, 250, 30), 1500),
    ("Смартфон", "phones", ["high_value"], (160, 80, 10), 210),
    ("Лампа «Вечір»", "light", ["fragile"], (180, 180, 420), 1450),
    ("Куртка «Перевал»", "clothes", [], (380, 300, 90), 640),
    ("Ведмедик", "toys", [], (200, 150, 120), 300),
    ("Карниз", "home", [], (1400, 60, 60), 1900),
    ("Чайник", "small appliances", ["fragile"], (230, 180, 260), 1300),
    ("Засіб від комарів", "outdoor", ["liquid"], (50, 50, 160), 170),
    ("蓝牙键盘", "electronics", ["battery"], (360, 140, 30), 690),
    ("Термопляшка", "kitchen", [], (260, 75, 75), 380),
]


@pytest.fixture
def packer(transactional_db):
    """A lead: plans the waves too."""
    user = UserFactory(name="Ірина Корж", language="en")
    MembershipFactory(user=user, shop=None, role=Role.WAREHOUSE_LEAD)
    return user


@pytest.fixture
def orders(dock, deliver):
    shop = Storage.everything.get(warehouse=dock.warehouse).shop
    offers = []
    for n, (name, category, flags, size, weight) in enumerate(GOODS, start=1):
        length, width, height = size
        offers.append(
            OfferFactory(
                shop=shop, sku=f"TEN-{n:02}", name=name, barcode=f"48200000{n:05}", category=category,
                flags=flags, length_mm=length, width_mm=width, height_mm=height, weight_g=weight,
            )
        )  # fmt: skip
        shelf = CellFactory(warehouse=dock.warehouse, code=f"A-{n:02}")
        stock(offers[-1], shelf, 20)
    for n in range(1, 13):
        CellFactory(warehouse=dock.warehouse, kind=CellKind.TOTE, code=f"T-{n:02}")
    paid = timezone.now() - timedelta(minutes=30)
    made = [
        confirmed_order(
            shop,
            {offers[n]: 1 + n % 2, offers[(n + 1) % 10]: 1} if n % 3 == 0 else {offers[n]: 2},
            placed_at=paid,
        )
        for n in range(10)
    ]
    deliver()
    return made


def test_ten_orders_leave_by_keys_alone(orders, hands, deliver):
    """R-002-15..-24: planned, picked, packed by the rules, labelled, weighed, scanned out, sealed, signed."""
    mouse = "addEventListener('mousedown', () => { throw new Error('a mouse was used') }, true)"
    hands.page.add_init_script(mouse)
    worker = Worker(hands.page, hands.base.rstrip("/") + "/")
    worker.plan()
    totes = worker.pick([f"T-{n:02}" for n in range(1, 13)])
    assert len(totes) == 10
    codes = worker.pack(totes)
    assert len(set(codes)) == 10
    worker.weigh(codes)
    worker.dispatch(codes)
    states = Order.everything.filter(pk__in=[o.pk for o in orders]).values_list("state", flat=True)
    assert set(states) == {OrderState.AWAITING_SHIPMENT}
    pallets = worker.palletise(list(codes))
    worker.hand_over(
        pallets, vehicle="AA1234BB", driver="Петро Коваль", destination="Київ, сортувальний центр"
    )
    left = Outbound.everything.values_list("state", flat=True)
    assert set(left) == {OutboundState.HANDED_OVER}
    truck = Handover.objects.get()
    assert (truck.state, truck.seals.count()) == (HandoverState.SIGNED, 1)
    links = hands.page.locator(".panel a[href*='/handovers/']").evaluate_all(
        "all => all.map((a) => a.href)"
    )
    papers = [hands.page.request.get(link) for link in links]
    assert {p.headers["content-type"] for p in papers} == {"application/pdf"}
    deliver()
    assert set(HandoverPaper.objects.values_list("kind", flat=True)) == {
        "sheet-signed",
        "tn1-signed",
    }
    states = Order.everything.filter(pk__in=[o.pk for o in orders]).values_list("state", flat=True)
    assert set(states) == {OrderState.DELIVERING}
    assert not Reservation.everything.exists()
    assert set(
        Balance.everything.exclude(cell__kind=CellKind.SHELF).values_list("on_hand", flat=True)
    ) <= {0}
