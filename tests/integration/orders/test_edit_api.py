"""Editing over REST: the matrix again, the difference when stale, shapes; and comments nobody else gets."""

import pytest
from django.test import Client

from config.access.table import rows
from kernel import history
from orders.api.edit_bodies import EditIn
from orders.models import ContactChange
from orders.rules.edits import TABLE, why_not_editable
from orders.services import add_comment, mark_paid
from orders.states import OrderState
from sellers.states import Role, TokenScope
from tests.factories.edits import OTHER, fresh, order_in
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import TokenFactory, bearer, member, secret_of

pytestmark = pytest.mark.django_db
AGREEMENT = {"how": "phone", "at": "2026-02-03T18:20:00+02:00"}


@pytest.fixture
def token():
    return TokenFactory()


@pytest.fixture
def api(token):
    return Client(headers={"Authorization": f"Bearer {secret_of(token)}"})


def edit(api, order, body=None, **headers):
    return api.post(
        f"/api/v1/orders/{order.pk}/edit/",
        {"agreement": AGREEMENT, **(body or {})},
        content_type="application/json",
        headers=headers,
    )


def as_json(field):
    value = OTHER[field]
    if field == "lines":
        return [{"line": one.line, "quantity": one.quantity} for one in value]
    return value if isinstance(value, int | str) else value.isoformat()


def wanted(field, state):
    """Return status and code the table asks for."""
    why = why_not_editable(field, state, by="integrator")
    if why is None:
        return 200, None
    return (409 if why.code == "not_editable_now" else 422), why.code


def test_the_body_has_the_fields_of_the_table_and_no_other():
    assert set(EditIn().fields) == {*TABLE, "agreement"}


@pytest.mark.parametrize("state", OrderState)
def test_every_field_in_every_state_answers_as_the_table_says_r_004_40_r_004_41_r_004_42(
    api, token, state
):
    answers = {}
    for field in TABLE:
        answer = edit(api, order_in(state, token.shop), {field: as_json(field)})
        answers[field] = (answer.status_code, answer.json().get("code"))
    assert answers == {field: wanted(field, state) for field in TABLE}


@pytest.mark.parametrize("state", OrderState)
def test_what_may_be_edited_can_be_asked_beforehand(api, token, state):
    order = order_in(state, token.shop)
    told = api.get(f"/api/v1/orders/{order.pk}/editable/").json()
    assert {row["field"]: (row["editable"], row["code"]) for row in told} == {
        field: (wanted(field, state)[0] == 200, wanted(field, state)[1] or "") for field in TABLE
    }


def test_an_edit_answers_with_the_order_and_its_new_version(api, token):
    order = order_in(OrderState.NEEDS_AGREEMENT, token.shop)
    body = {"lines": [{"line": 1, "quantity": 3}], "payment_terms": "on_delivery"}
    answer = edit(api, order, body, **{"If-Match": f'"{order.version}"'})
    told = answer.json()
    assert (answer.status_code, answer["ETag"]) == (200, f'"{order.version + 1}"')
    assert (told["goods_minor"], told["total_minor"], told["payment_terms"]) == (
        54_900,
        54_900,
        "on_delivery",
    )
    assert [(line["line"], line["quantity"]) for line in told["lines"]] == [(1, 3), (2, 1)]
    line = history.of("order", order.pk).last()
    assert (line.actor_kind, line.source) == ("integrator", "api")


def test_an_old_version_gets_the_difference_with_people_masked(api, token):
    order = order_in(OrderState.CONFIRMED, token.shop)
    edit(api, order, {"city": "Львів", "recipient": "Марія Ґудзь"})
    stale = edit(api, order, {"city": "Одеса"}, **{"If-Match": f'"{order.version}"'})
    body = stale.json()
    assert (stale.status_code, stale["Content-Type"], body["code"], body["version"]) == (
        412,
        "application/problem+json",
        "order_changed",
        order.version + 1,
    )
    assert {one["field"]: (one["before"], one["after"]) for one in body["changes"]} == {
        "city": ("Київ", "Львів"),
        "recipient": ("І••• Ґ•••", "М••• Ґ•••"),
    }
    assert {one["actor_kind"] for one in body["changes"]} == {"integrator"}
    assert fresh(order).contact.city == "Львів"


def test_without_the_agreement_it_is_refused_r_004_39(api, token):
    order = order_in(OrderState.CONFIRMED, token.shop)
    answer = api.post(
        f"/api/v1/orders/{order.pk}/edit/", {"city": "Львів"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "agreement_needed")
    assert (fresh(order).contact.city, fresh(order).version) == ("Київ", order.version)


def test_the_agreed_date_asks_for_the_agreement_too_r_004_13_r_004_39(api, token):
    order = order_in(OrderState.AWAITING_SHIPMENT, token.shop)
    where = f"/api/v1/orders/{order.pk}/delivery-date/"
    bare = api.post(where, {"agreed_delivery_on": "2030-02-09"}, content_type="application/json")
    assert (bare.status_code, bare.json()["code"]) == (422, "agreement_needed")
    body = {"agreed_delivery_on": "2030-02-09", "agreement": AGREEMENT}
    told = api.post(where, body, content_type="application/json").json()
    assert told["agreed_delivery_on"] == "2030-02-09"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"colour": "red"}, 400, "colour"),
        ({"lines": [{"quantity": 1}]}, 400, "lines[0]"),
        ({"lines": [{"line": 1, "sku": "X", "quantity": 1}]}, 400, "lines[0]"),
        ({"lines": [{"line": 1, "quantity": 1, "unit_price_minor": 5}]}, 400, None),
        ({"lines": [{"line": 1, "quantity": -1}]}, 400, "lines[0].quantity"),
        ({"lines": "all"}, 400, "lines"),
        ({"country": "Ukraine"}, 400, "country"),
        ({"delivery_minor": 10**13}, 400, "delivery_minor"),
        ({"city": "x" * 121}, 400, "city"),
        ({"city": "a\0b"}, 400, "city"),
        ({"agreement": {"how": "telepathy", "at": AGREEMENT["at"]}}, 400, "agreement.how"),
        ({"agreement": {"how": "phone", "at": "2026-02-03T18:20:00"}}, 400, "agreement.at"),
        ({"city": "Львів", "discount_minor": 10**11}, 422, "discount_minor"),
        ({"lines": [{"line": 1, "quantity": 0}, {"line": 2, "quantity": 0}]}, 422, "lines"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field_and_changes_nothing(
    api, token, body, status, field
):
    order = order_in(OrderState.NEEDS_AGREEMENT, token.shop)
    before = history.of("order", order.pk).count()
    answer = edit(api, order, body)
    assert answer.status_code == status, answer.json()
    named = [error["field"] for error in answer.json()["errors"]]
    assert field is None or any(name.startswith(field) for name in named), named
    assert history.of("order", order.pk).count() == before


def test_another_shops_order_is_not_found(api):
    order = order_in(OrderState.NEEDS_AGREEMENT)
    answers = [edit(api, order, {"city": "Львів"}).status_code]
    answers.append(api.get(f"/api/v1/orders/{order.pk}/editable/").status_code)
    assert (answers, fresh(order).version) == ([404, 404], order.version)


SHOP_DOOR = {Role.OWNER, Role.MANAGER, Role.OPERATOR}


@pytest.mark.parametrize("role", Role)
def test_who_may_edit_in_the_cabinet_is_who_processes_orders_r_004_38(role):
    assert (role in rows()["orders:edit"]["POST"]) == (role in SHOP_DOOR)


@pytest.mark.parametrize("scope", TokenScope)
def test_a_token_without_the_sellers_scope_gets_403_r_004_38(token, scope):
    order = order_in(OrderState.NEEDS_AGREEMENT, token.shop)
    key = TokenFactory(shop=token.shop, scopes=[scope])
    answer = edit(Client(headers=bearer(key)), order, {"city": "Львів"})
    allowed = scope == TokenScope.ORDERS_WRITE
    assert answer.status_code == (200 if allowed else 403)
    assert (fresh(order).contact.city == "Львів") == allowed


def test_nobody_without_a_token_edits_r_004_38(client, token):
    order = order_in(OrderState.NEEDS_AGREEMENT, token.shop)
    assert edit(client, order, {"city": "Львів"}).status_code == 401
    client.force_login(member(Role.ADMIN))
    assert edit(client, order, {"city": "Львів"}).status_code == 401
    assert fresh(order).contact.city == "Київ"


WORD = "Zq9Whisper"


def whispered(shop):
    """Return an order with a comment, edited, moved and paid: all that makes answers and facts."""
    order = place_order(shop, paid_at=None, now=TUESDAY_18)
    common = {"order_id": order.pk, "actor": SELLER, "now": TUESDAY_18}
    from kernel.scope import PLATFORM

    mark_paid(scope=PLATFORM, paid_at=TUESDAY_18, **common)
    add_comment(scope=PLATFORM, text=f"{WORD}: rude on the telephone", **common)
    return order


def test_a_comment_is_in_no_answer_of_the_api_r_004_44(api, token):
    """Crawl every readable address of the API with a token that has every scope."""
    from tests.integration.access.routes import every_route

    order = whispered(token.shop)
    edit(api, order, {"city": "Львів"})
    stale = edit(api, order, {"city": "Одеса"}, **{"If-Match": '"1"'})
    known = {"order_id": order.pk}
    asked, seen = [], []
    for route in every_route():
        if not route.of_api or "GET" not in rows()[route.name]:
            continue
        if set(route.params) - known.keys():
            continue
        for query in ("", f"?q={WORD}"):
            answer = api.get(route.url(known) + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            asked.append(route.name)
            # What was asked for may be repeated; nothing may be found by it.
            if WORD.encode() in body.replace(f"q={WORD}".encode(), b""):
                seen.append(route.name)
    assert seen == []
    assert WORD not in stale.content.decode()
    assert {"api:order", "api:order-history", "api:orders", "api:order-editable"} <= set(asked)
    found = api.get(f"/api/v1/orders/?q={WORD}").json()["results"]
    assert found == []


def test_a_comment_is_in_no_message_and_no_fact_r_004_44(api, token, deliver):
    from kernel.outbox.models import Delivery
    from notifications.models import Message

    order = whispered(token.shop)
    for act, body in (("open", {}), ("confirm", {"availability_checked": True})):
        api.post(f"/api/v1/orders/{order.pk}/{act}/", body, content_type="application/json")
    edit(api, order, {"city": "Львів"})
    deliver()
    messages = [f"{m.subject} {m.text} {m.html}" for m in Message.everything.all()]
    facts = [str(d.payload) for d in Delivery.objects.all()]
    assert len(messages) > 0 and len(facts) > 0
    assert [text for text in [*messages, *facts] if WORD in text] == []


def test_former_addresses_are_in_no_answer_of_the_history_r_004_43(api, token):
    order = order_in(OrderState.CONFIRMED, token.shop)
    edit(api, order, {"address": "Zq9Street 5", "recipient_phone": "+380501112233"})
    edit(api, order, {"address": "Городоцька 7", "recipient_phone": "+380509998877"})
    told = api.get(f"/api/v1/orders/{order.pk}/history/").content.decode()
    assert "Zq9Street" not in told and "0501112233" not in told
    assert ContactChange.everything.filter(order=order, before="Zq9Street 5").exists()
