"""The edit page: reasons instead of holes, the agreement, the difference when stale, sums before saving."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kernel import history
from kernel.history import Actor
from kernel.scope import Scope
from orders import services
from orders.cabinet.edit_form import EditForm
from orders.rules.edits import BUYER, GOODS, TABLE, why_not_editable
from orders.services import add_comment
from orders.states import OrderState
from sellers.states import PLATFORM_ROLES, Role
from tests.factories.edits import AGREED, LATER, OTHER, fresh, order_in
from tests.factories.orders import SELLER
from tests.factories.sellers import OfferFactory, ShopFactory, member

pytestmark = pytest.mark.django_db
COLLEAGUE = Actor("seller", "Taras", 7, "telegram")


@pytest.fixture
def shop():
    return ShopFactory()


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop))
    return client


def url(order, act="edit/"):
    return f"/s/{order.shop.slug}/orders/{order.pk}/{act}"


def agreed(**values):
    at = timezone.localtime(timezone.now(), timezone.get_fixed_timezone(120))
    moment = f"{at - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    return {"agreed_with": "buyer", "agreed_how": "phone", "agreed_at": moment, **values}


def posted(field):
    """Return what a browser would send for another value of one field."""
    if field == "lines":
        return {"line_1": "5"}
    value = OTHER[field]
    return {field: f"{value / 100:.2f}" if field.endswith("_minor") else str(value)}


def filled(order):
    """Return what a browser sends of the untouched form."""
    form = EditForm(order, by="seller")
    data = {}
    for name, field in form.fields.items():
        if field.show_hidden_initial:
            value = form[name].value()
            data[name] = data[f"initial-{name}"] = "" if value is None else str(value)
    return {**data, "version": order.version}


def colleague_edits(order, **changes):
    return services.edit_order(
        order_id=order.pk,
        scope=Scope.shop(order.shop_id),
        actor=COLLEAGUE,
        now=LATER,
        changes=changes,
        agreement=AGREED,
    )


@pytest.mark.parametrize("state", OrderState)
def test_every_field_sent_in_every_state_is_stored_or_refused_as_the_table_says_r_004_40(
    seller, shop, state
):
    answers = {}
    for field in TABLE:
        order = order_in(state, shop)
        sent = {**agreed(), **posted(field), "version": order.version}
        status = seller.post(url(order), sent).status_code
        answers[field] = (status, fresh(order).version - order.version)
    wanted = {}
    for field in TABLE:
        why = why_not_editable(field, state, by="seller")
        late = why is not None and why.code == "not_editable_now"
        wanted[field] = (302, 1) if why is None else (409 if late else 422, 0)
    assert answers == wanted


@pytest.mark.parametrize("state", OrderState)
def test_what_may_not_be_edited_is_shown_with_the_reason_r_004_41_r_004_42(seller, shop, state):
    order = order_in(state, shop)
    answer = seller.get(url(order))
    form = answer.context["form"]
    page = answer.content.decode()
    for name in form.fields:
        owner = "lines" if name.startswith(("line_", "new_")) else name
        if owner in TABLE:
            why = why_not_editable(owner, state, by="seller")
            locked = form.fields[name].widget.attrs.get("disabled", False)
            assert (name, locked) == (name, why is not None)
            assert why is None or str(why.message).replace("'", "&#x27;") in page
    assert ("Save what was agreed" in page) == any(
        why_not_editable(field, state, by="seller") is None for field in TABLE
    )


def test_the_buyers_own_data_are_words_not_fields_r_004_40_c_22(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    page = seller.get(url(order)).content.decode()
    own = [name for name, row in TABLE.items() if row.section == BUYER]
    assert [name for name in own if f'name="{name}"' in page] == []
    assert "The buyer&#x27;s own data are never edited" in page
    assert "+380671234567" not in page


def test_the_recipients_phone_is_masked_and_an_empty_one_keeps_it_c_22(seller, shop):
    order = order_in(OrderState.CONFIRMED, shop)
    sent = {**filled(order), **agreed(), "city": "Львів", "recipient_phone": ""}
    assert seller.post(url(order), sent).status_code == 302
    assert fresh(order).contact.recipient_phone == "+380671234567"
    assert set(history.of("order", order.pk).last().changes) == {"city", "agreement"}


@pytest.mark.parametrize("missing", ["agreed_how", "agreed_at", "agreed_with"])
def test_saving_demands_with_whom_how_and_when_r_004_39(seller, shop, missing):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "city": "Львів", missing: ""}
    answer = seller.post(url(order), sent)
    assert (answer.status_code, fresh(order).version) == (422, order.version)
    assert list(answer.context["form"].errors) == [missing]
    assert answer.context["form"]["city"].value() == "Львів"


def test_what_was_agreed_stands_in_history_with_all_its_words_r_004_39_r_004_43(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(agreed_how="messenger", agreed_with="recipient")}
    sent |= {"line_1": "3", "discount_minor": "10.50", "address": "Городоцька 7"}
    assert seller.post(url(order), sent)["Location"] == url(order, "")
    page = seller.get(url(order, "")).content.decode()
    assert "Agreed with the recipient in a messenger" in page
    assert "CUP-1: pieces" in page and "0.00 UAH" in page and "10.50 UAH" in page
    assert "<s>Хрещатик 1</s>" in page and "Городоцька 7" in page
    assert ", seller · cabinet" in page


def test_nothing_different_is_said_and_leaves_no_trace(seller, shop):
    order = order_in(OrderState.CONFIRMED, shop)
    lines = history.of("order", order.pk).count()
    answer = seller.post(url(order), {**filled(order), **agreed()}, follow=True)
    assert "Nothing has changed." in answer.content.decode()
    assert (fresh(order).version, history.of("order", order.pk).count()) == (order.version, lines)


def test_looking_at_it_writes_nothing(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    lines = history.of("order", order.pk).count()
    assert seller.get(url(order)).status_code == 200
    sent = {**filled(order), "line_1": "9"}
    assert seller.post(url(order, "edit/goods/"), sent).status_code == 200
    assert (fresh(order).version, history.of("order", order.pk).count()) == (order.version, lines)


def test_lines_come_go_and_change_in_one_form_r_004_41(seller, shop):
    OfferFactory(shop=shop, sku="BOWL-2", name="Bowl", price_minor=5_000)
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "line_1": "3", "line_2": "0"}
    sent |= {"new_0_sku": "BOWL-2", "new_0_quantity": "2", "new_0_price": "40"}
    assert seller.post(url(order), sent).status_code == 302
    lines = fresh(order).lines.all()
    assert [(x.sku, x.quantity, x.unit_price_minor) for x in lines] == [
        ("CUP-1", 3, 15_000),
        ("BOWL-2", 2, 4_000),
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"new_0_sku": "NONE", "new_0_quantity": "1"}, "new_0_sku"),
        ({"line_1": ""}, "line_1"),
        ({"line_1": "0", "line_2": "0"}, "__all__"),
        ({"discount_minor": "99999"}, "discount_minor"),
        ({"agreed_delivery_on": "2020-01-01"}, "agreed_delivery_on"),
        ({"agreed_at": "2099-01-01T10:00", "city": "Львів"}, "agreed_at"),
        ({"delivery_minor": "1.005"}, "delivery_minor"),
        ({"country": "Ukraine"}, "country"),
    ],
)
def test_a_refusal_stands_at_the_field_it_is_about_and_all_that_was_typed_stays(
    seller, shop, typed, field
):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "note": "Ring twice", **typed}
    answer = seller.post(url(order), sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert form["note"].value() == "Ring twice"
    assert fresh(order).version == order.version


def test_sums_are_told_before_anything_is_saved(seller, shop):
    OfferFactory(shop=shop, sku="BOWL-2", name="Bowl", price_minor=5_000)
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), "line_1": "3", "line_2": "0", "delivery_minor": "70"}
    sent |= {"new_0_sku": "BOWL-2", "new_0_quantity": "2"}
    answer = seller.post(url(order, "edit/goods/"), sent)
    sums = answer.context["sums"]
    assert (sums.goods_minor, sums.delivery_minor, sums.total_minor) == (55_000, 7_000, 62_000)
    assert [(row.sku, row.total_minor, row.is_out) for row in sums.rows] == [
        ("CUP-1", 45_000, False),
        ("PLATE-7", 0, True),
        ("BOWL-2", 10_000, False),
        *[("", None, False)] * 9,
    ]


def test_sums_of_what_cannot_be_say_why(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), "new_0_sku": "NONE", "discount_minor": "a lot"}
    sums = seller.post(url(order, "edit/goods/"), sent).context["sums"]
    assert (str(sums.problem), sums.total_minor) == (
        "The shop has no offer with this SKU.",
        order.total_minor,
    )


def test_a_stale_form_shows_the_difference_and_keeps_what_was_typed(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "city": "Одеса", "note": "Ring twice"}
    colleague_edits(order, city="Львів", discount_minor=500)
    answer = seller.post(url(order), sent)
    page = answer.content.decode()
    assert (answer.status_code, fresh(order).contact.city) == (412, "Львів")
    rows = {row["label"]: row for row in answer.context["differing"]}
    assert (rows["City"]["before"], rows["City"]["after"], rows["City"]["typed"]) == (
        "Київ",
        "Львів",
        "Одеса",
    )
    assert rows["Discount"]["who"] == "Taras · Telegram"
    assert "Load it anew" in page
    form = answer.context["form"]
    assert (form["city"].value(), form["note"].value()) == ("Одеса", "Ring twice")
    assert str(form["discount_minor"].value()) == "5.00"


def test_sent_again_it_keeps_mine_and_loses_nothing_of_theirs(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "city": "Одеса"}
    colleague_edits(order, city="Львів", discount_minor=500, recipient="Марія Ґудзь")
    form = seller.post(url(order), sent).context["form"]
    again = {name: value for name, value in form.data.items() if value is not None}
    assert seller.post(url(order), again).status_code == 302
    now = fresh(order)
    assert (now.contact.city, now.contact.recipient, now.discount_minor) == (
        "Одеса",
        "Марія Ґудзь",
        500,
    )


def test_without_the_version_a_form_could_overwrite_the_control(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "city": "Одеса", "version": ""}
    colleague_edits(order, city="Львів")
    assert seller.post(url(order), sent).status_code == 302
    assert fresh(order).contact.city == "Одеса"


def test_goods_typed_before_it_was_confirmed_elsewhere_are_not_lost_silently_r_004_41(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    sent = {**filled(order), **agreed(), "line_1": "7", "city": "Одеса"}
    services.confirm_order(
        order_id=order.pk,
        scope=Scope.shop(shop.pk),
        actor=COLLEAGUE,
        now=LATER,
        availability_checked=True,
        contact_made=True,
        agreed_delivery_on=LATER.date(),
    )
    answer = seller.post(url(order), sent)
    form = answer.context["form"]
    assert answer.status_code == 412
    assert (form["line_1"].value(), form["city"].value()) == (2, "Одеса")
    assert "Goods and quantities can be changed only while" in answer.content.decode()


def test_the_date_dialog_asks_for_the_agreement_r_004_13_r_004_39(seller, shop):
    order = order_in(OrderState.AWAITING_SHIPMENT, shop)
    htmx = {"HX-Request": "true", "HX-Target": "order"}
    bare = {"agreed_delivery_on": "2030-02-09", "version": order.version}
    assert seller.post(url(order, "date/"), bare, headers=htmx).status_code == 422
    answer = seller.post(url(order, "date/"), {**bare, **agreed()}, headers=htmx)
    assert (answer.status_code, str(fresh(order).agreed_delivery_on)) == (200, "2030-02-09")
    assert history.of("order", order.pk).last().changes["agreement"][1]["how"] == "phone"


def test_another_shops_order_has_no_edit_page(seller):
    order = order_in(OrderState.NEEDS_AGREEMENT)
    assert seller.get(url(order)).status_code == 404
    assert seller.post(url(order), {**agreed(), "city": "Львів"}).status_code == 404
    assert fresh(order).version == order.version


def test_e_leads_from_the_order_to_its_edit_page(seller, shop):
    order = order_in(OrderState.CONFIRMED, shop)
    page = seller.get(url(order, "")).content.decode()
    assert f'href="{url(order)}" data-key="e"' in page
    closed = order_in(OrderState.CANCELLED, shop)
    assert 'data-key="e"' not in seller.get(url(closed, "")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_is_a_constant_number_of_queries(
    seller, shop, count, django_assert_max_num_queries
):
    for number in range(count):
        OfferFactory(shop=shop, sku=f"BOWL-{number}")
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    seller.get(url(order))
    with django_assert_max_num_queries(15):
        seller.get(url(order))


def test_a_comment_stands_in_the_timeline_for_the_shop_alone_r_004_44(seller, shop):
    order = order_in(OrderState.NEEDS_AGREEMENT, shop)
    add_comment(
        order_id=order.pk,
        scope=Scope.shop(shop.pk),
        actor=SELLER,
        now=LATER,
        text="Zq9Whisper",
    )
    assert "Zq9Whisper" in seller.get(url(order, "")).content.decode()
    stranger = Client()
    stranger.force_login(member(shop=ShopFactory()))
    assert stranger.get(url(order, "")).status_code == 404


def test_every_section_of_the_table_has_its_place_on_the_page(seller, shop):
    form = seller.get(url(order_in(OrderState.NEEDS_AGREEMENT, shop))).context["form"]
    asked = {name for name, row in TABLE.items() if row.section not in (GOODS, BUYER)}
    assert asked <= set(form.fields)


def over(client, order, **typed):
    sent = {"field": "city", "value": "Львів", "with_whom": "buyer", "how": "phone", **typed}
    where = reverse("admin:orders_order_edit_over", kwargs={"object_id": order.pk})
    return client.post(where, sent)


def test_the_platform_admin_edits_only_with_a_reason_that_history_keeps_r_004_38(shop):
    order = order_in(OrderState.CONFIRMED, shop)
    staff = Client()
    staff.force_login(member(Role.ADMIN))
    assert over(staff, order).status_code == 422
    assert fresh(order).version == order.version
    assert over(staff, order, override_reason="The shop is ill").status_code == 302
    line = history.of("order", order.pk).last()
    assert (line.actor_kind, line.source, line.reason, line.comment) == (
        "platform",
        "backoffice",
        "override",
        "The shop is ill",
    )
    late = order_in(OrderState.DELIVERING, shop)
    assert over(staff, late, override_reason="The shop is ill").status_code == 422
    assert fresh(late).version == late.version


@pytest.mark.parametrize("role", sorted(set(PLATFORM_ROLES) - {Role.ADMIN}))
def test_no_other_staff_edits_r_004_38(shop, role):
    order = order_in(OrderState.CONFIRMED, shop)
    staff = Client()
    staff.force_login(member(role))
    assert over(staff, order, override_reason="I would like to").status_code == 403
    assert fresh(order).version == order.version


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("delivery_minor", "70.00", 302),
        ("delivery_minor", "a lot", 422),
        ("agreed_delivery_on", "2030-02-09", 302),
        ("agreed_delivery_on", "soon", 422),
        ("payment_terms", "promises", 422),
        ("lines", "9", 422),
        ("phone", "+380501112233", 422),
    ],
)
def test_staff_types_days_amounts_and_words_r_004_38(shop, field, value, status):
    order = order_in(OrderState.CONFIRMED, shop)
    staff = Client()
    staff.force_login(member(Role.ADMIN))
    answer = over(staff, order, field=field, value=value, override_reason="The shop is ill")
    assert answer.status_code == status
    assert (fresh(order).version != order.version) == (status == 302)
