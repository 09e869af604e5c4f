"""The warehouse in the back office: places are kept, stock is read, proven and put right."""

from datetime import timedelta

import pytest
from django.db import connection

from kernel import history
from sellers.states import Role
from tests.factories.orders import TUESDAY_18
from tests.factories.sellers import OfferFactory, member
from tests.factories.warehouse import (
    CellFactory,
    paid_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Cell, StockProof
from warehouse.services.reserving import reserve_orders

pytestmark = pytest.mark.django_db
HERE = "/backoffice/warehouse/"
READ = ("warehouse", "cell", "station", "storage", "balance", "movement", "lot", "stockproof",
        "reservation", "shortage", "replenishment", "orderstock")  # fmt: skip


def signed_in(client, role):
    client.force_login(member(role))
    return client


@pytest.fixture
def lead(client):
    return signed_in(client, Role.WAREHOUSE_LEAD)


@pytest.fixture
def place(db):
    """Return the balance of five pieces, of which two are held and one more is lacking elsewhere."""
    shop = shop_in_storage()
    offer, other = OfferFactory(shop=shop), OfferFactory(shop=shop)
    balance = stock(offer, CellFactory(warehouse=warehouse_of(shop)), 5)
    order = paid_order(shop, {offer: 2, other: 1})
    reserve_orders([order.pk], at=TUESDAY_18 + timedelta(minutes=1))
    return Balance.everything.select_related("cell").get(pk=balance)


@pytest.mark.parametrize("model", READ)
def test_staff_reads_every_page(client, place, model):
    answer = signed_in(client, Role.WAREHOUSE_OPERATOR).get(f"{HERE}{model}/")
    assert answer.status_code == 200


@pytest.mark.parametrize("model", ["balance", "movement", "stockproof", "reservation", "shortage"])
def test_nobody_adds_or_changes_stock_by_a_form(client, place, model):
    admin = signed_in(client, Role.ADMIN)
    assert admin.get(f"{HERE}{model}/add/").status_code in (403, 405)
    assert admin.post(f"{HERE}balance/{place.pk}/change/", {"on_hand": 99}).status_code in (
        403,
        405,
    )
    assert Balance.everything.get(pk=place.pk).on_hand == 5


def test_a_lead_locks_a_cell_and_history_says_who(lead, place):
    cell = place.cell
    form = {"warehouse": cell.warehouse_id, "code": cell.code, "kind": cell.kind, "path": 7,
            "is_locked": "on"}  # fmt: skip
    assert lead.post(f"{HERE}cell/{cell.pk}/change/", form).status_code == 302
    kept = Cell.objects.get(pk=cell.pk)
    assert (kept.path, kept.is_locked) == (7, True)
    [line] = history.of("cell", cell.pk)
    assert line.changes == {"path": [str(cell.path), "7"], "is_locked": ["False", "True"]}


def test_an_operator_changes_no_place(client, place):
    operator = signed_in(client, Role.WAREHOUSE_OPERATOR)
    assert operator.post(f"{HERE}cell/{place.cell_id}/change/", {"path": 7}).status_code == 403


def press(client, path, **values):
    return client.post(f"{HERE}{path}/", values)


def test_a_lead_sets_what_is_there_against_what_the_books_say(lead, place):
    act = f"balance/{place.pk}/set_on_hand"
    refused = press(lead, act, expected=4, counted=6, reason="Counted")
    assert (refused.status_code, b"There are 5 pieces by now" in refused.content) == (422, True)
    assert press(lead, act, expected=5, counted=6, reason="Counted").status_code == 302
    assert Balance.everything.get(pk=place.pk).on_hand == 6


def test_an_operator_may_not(client, place):
    operator = signed_in(client, Role.WAREHOUSE_OPERATOR)
    act = f"balance/{place.pk}/set_on_hand"
    assert press(operator, act, expected=5, counted=6, reason="Counted").status_code == 403


def test_stock_is_proven_now_and_repaired_by_an_admin(client, place):
    with connection.cursor() as cursor:
        cursor.execute("update warehouse_balance set reserved = 4 where id = %s", [place.pk])
    lead = signed_in(client, Role.WAREHOUSE_LEAD)
    assert press(lead, "stockproof/prove_now", warehouse=place.warehouse_id).status_code == 302
    proof = StockProof.objects.get()
    assert [fault["kind"] for fault in proof.faults] == ["reserved"]
    assert press(lead, f"stockproof/{proof.pk}/repair", reason="By hand").status_code == 403
    admin = signed_in(client, Role.ADMIN)
    assert admin.get(f"{HERE}stockproof/{proof.pk}/change/").status_code == 200
    assert press(admin, f"stockproof/{proof.pk}/repair", reason="By hand").status_code == 302
    assert Balance.everything.get(pk=place.pk).reserved == 2
