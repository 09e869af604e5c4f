"""The buyer's page: a signed link shows one order, and lets its buyer cancel or confirm it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kernel import history
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from notifications.models import Message
from orders import services
from orders.models import BuyerLink, Order
from orders.rules.intake import BuyerDraft, DeliveryDraft
from orders.selectors import NoSuchOrder
from orders.services.buyer_links import LIFE, order_of_token
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
BUYER = Actor(kind="buyer", label="buyer", source="buyer_page")


@pytest.fixture
def shop():
    return ShopFactory(name="Крамниця")


def recent(shop, **draft):
    return place_order(shop, placed_at=timezone.now() - timedelta(minutes=1), **draft)


def link_of(order, at=None):
    scope = Scope.shop(order.shop_id)
    return services.buyer_token(order_id=order.pk, scope=scope, now=at or timezone.now())


def page_of(order, act=""):
    return f"/b/{link_of(order)}/{act}"


def text_of(client, order, **headers):
    return client.get(page_of(order), headers={"accept-language": "en", **headers}).content.decode()


def bring_to(order, state):
    """Bring an order along its road up to ``state``, as its seller would."""
    what = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": timezone.now()}
    road = [
        ("needs_agreement", lambda: services.open_order(**what)),
        ("confirmed", lambda: services.confirm_order(**what, availability_checked=True)),
        ("awaiting_shipment", lambda: services.make_order_ready(**what)),
        (
            "delivering",
            lambda: services.ship_order(**what, carrier="Nova Poshta", waybill="20450000000001"),
        ),
    ]
    for reached, step in road:
        if Order.everything.get(pk=order.pk).state != state:
            step()
            if reached == state:
                break


def state_of(order):
    return Order.everything.get(pk=order.pk).state


def actions(order):
    return [(line.action, line.actor_kind) for line in history.of("order", order.pk)]


def test_three_levels_are_seen_on_the_buyers_page_r_000_19(client, shop):
    """R-000-19: goods, order and parcel, each with where it stands."""
    order = recent(shop, buyer=BuyerDraft(name="Іван", phone="+380671234567"))
    bring_to(order, "delivering")
    text = text_of(client, order)
    levels = [text.split(f"<dt>{name}</dt><dd>")[1].split("</dd>")[0] for name in LEVELS]
    assert levels == ["sent", "Delivering", "with the carrier"]


LEVELS = ("Goods", "Order", "Parcel")


def test_carrier_number_and_link_are_shown_r_003_07(client, shop):
    """R-003-07: the page gives the carrier, the number and where to follow it."""
    order = recent(shop, buyer=BuyerDraft(name="Іван"))
    before = text_of(client, order)
    bring_to(order, "delivering")
    after = text_of(client, order)
    shown = ["Nova Poshta", "https://novaposhta.ua/tracking/20450000000001"]
    assert [part in before for part in shown] == [False, False]
    assert [part in after for part in shown] == [True, True]


def test_the_message_to_the_buyer_leads_to_the_page_r_003_07(client, shop, deliver):
    """R-003-07: the buyer's mail has carrier, number and the page's address, which opens this order."""
    order = recent(shop)
    bring_to(order, "delivering")
    deliver()
    message = Message.everything.get(order_id=order.pk, topic="buyer_delivering")
    address = message.text.split("http://127.0.0.1:8000")[1].split()[0]
    answer = client.get(address)
    assert ("Nova Poshta" in message.text, "20450000000001" in message.text) == (True, True)
    assert (answer.status_code, order.number in answer.content.decode()) == (200, True)


def test_opening_shows_the_buyer_that_it_is_handled_r_004_06(client, shop):
    """R-004-06: once the seller has opened it, the buyer sees that it is being handled."""
    order = recent(shop, buyer=BuyerDraft(name="Іван"))
    before = text_of(client, order)
    bring_to(order, "needs_agreement")
    shown = "Your order is being handled"
    assert (shown in before, shown in text_of(client, order)) == (False, True)


def test_the_buyer_cancels_r_004_31_r_004_45(client, shop):
    """R-004-31, R-004-45: the buyer may cancel, and history says that the buyer did."""
    order = recent(shop)
    answer = client.post(page_of(order, "cancel/"), {"comment": "Changed plans"})
    cancelled = Order.everything.get(pk=order.pk)
    assert answer.status_code == 302
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "buyer_request")
    assert actions(order) == [("place", "platform"), ("cancel", "buyer")]


def test_on_a_marketplace_it_is_too_late_once_it_left_r_002_36(client, shop):
    """R-002-36, C-01: refused with the way out, the order is where it was."""
    order = recent(shop, channel="aliexpress")
    bring_to(order, "delivering")
    done = actions(order)
    answer = client.post(page_of(order, "cancel/"), follow=True, headers={"accept-language": "en"})
    assert "ask for a return" in answer.content.decode()
    assert (state_of(order), actions(order)) == ("delivering", done)


def test_receipt_is_confirmed_once_r_003_08(client, shop):
    """R-003-08: a buyer's confirmation sets Received once; said again it changes nothing."""
    order = recent(shop)
    bring_to(order, "delivering")
    for _ in range(2):
        assert client.post(page_of(order, "receive/")).status_code == 302
    received = [line for line in actions(order) if line[0] == "receive"]
    assert (state_of(order), received) == ("received", [("receive", "buyer")])


def test_receipt_before_it_left_is_refused(client, shop):
    order = recent(shop)
    client.post(page_of(order, "receive/"))
    assert (state_of(order), actions(order)) == ("new", [("place", "platform")])


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_moves_nothing_c_28(client, shop, method):
    """A crawler, a messenger's preview, a browser that fetches ahead: nothing moves, R-004-31."""
    order = recent(shop)
    token = link_of(order)
    for act in ("", "cancel/", "receive/"):
        getattr(client, method)(f"/b/{token}/{act}", headers={"user-agent": "TelegramBot"})
    assert (state_of(order), actions(order)) == ("new", [("place", "platform")])


def test_a_buyer_can_only_cancel_and_confirm_r_004_31_r_004_38(client, shop):
    """R-004-31, R-004-38: the link opens no act of the seller: those ask for a sign-in."""
    order = recent(shop)
    token = link_of(order)
    answers = {
        act: client.post(f"/b/{token}/{act}/").status_code
        for act in ("open", "confirm", "ship", "edit", "split", "comments")
    }
    api = client.post(
        f"/api/v1/orders/{order.pk}/cancel/", headers={"authorization": f"Bearer {token}"}
    )
    assert set(answers.values()) == {404}
    assert (api.status_code, state_of(order)) == (401, "new")


def test_private_comments_and_personal_data_are_not_there_r_004_44(client, shop):
    """R-004-44: a comment of the shop is on no page of the buyer; nor are name, phone, mail, street."""
    delivery = DeliveryDraft(
        method="carrier_door", country="UA", city="Київ", address="Таємна вулиця, 7"
    )
    order = recent(shop, delivery=delivery)
    services.add_comment(
        order_id=order.pk, scope=PLATFORM, actor=SELLER, now=timezone.now(), text="Zebra-4711"
    )
    hidden = ["Zebra-4711", "Ґудзь", "671234567", "ivan@buyer.test", "Таємна"]
    text = text_of(client, order)
    assert [part for part in hidden if part in text] == []
    assert "Київ" in text


@pytest.mark.parametrize(
    "broken",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "x" + token,
        lambda token: token.replace(".1.", ".2."),
        lambda token: token.split(".")[0],
        lambda token: "ї" * 20,
    ],
)
def test_a_link_we_did_not_sign_opens_nothing(client, shop, broken):
    order = recent(shop)
    token = broken(link_of(order))
    assert client.get(f"/b/{token}/").status_code == 404
    client.post(f"/b/{token}/cancel/")
    assert state_of(order) == "new"


def test_a_revoked_link_opens_nothing_and_a_new_one_does(client, shop):
    order = recent(shop)
    old = link_of(order)
    scope = Scope.shop(shop.pk)
    services.revoke_buyer_link(order_id=order.pk, scope=scope, actor=SELLER, now=timezone.now())
    client.post(f"/b/{old}/cancel/")
    new = link_of(order)
    codes = [client.get(f"/b/{token}/").status_code for token in (old, new)]
    assert (codes, state_of(order)) == ([404, 200], "new")
    assert [line.action for line in history.of("order", order.pk)][-1] == "revoke_buyer_link"


def test_a_link_expires_and_is_renewed_when_told_again(shop):
    order = recent(shop)
    now = timezone.now()
    token = link_of(order, now)
    assert order_of_token(token, now=now + LIFE - timedelta(seconds=1))[0] == order.pk
    with pytest.raises(NoSuchOrder):
        order_of_token(token, now=now + LIFE)
    link_of(order, now + timedelta(days=45))
    assert order_of_token(token, now=now + LIFE + timedelta(days=40))[0] == order.pk


def test_another_shop_cannot_make_or_revoke_a_link(client, shop):
    order = recent(shop)
    token = link_of(order)
    other = ShopFactory()
    client.force_login(member(shop=other))
    codes = [
        client.post(f"/s/{slug}/orders/{order.pk}/{act}/").status_code
        for slug in (other.slug, shop.slug)
        for act in ("buyer-link", "buyer-link/revoke")
    ]
    assert (codes, client.get(f"/b/{token}/").status_code) == ([404] * 4, 200)
    assert BuyerLink.everything.get().generation == 1


def test_too_many_requests_are_slowed(client, shop, settings):
    settings.BUYER_RATE_PER_MINUTE = 3
    address = page_of(recent(shop))
    visitor = {"REMOTE_ADDR": "203.0.113.77"}
    codes = [client.get(address, **visitor).status_code for _ in range(5)]
    assert codes[-1] == 429
    assert int(client.get(address, **visitor)["Retry-After"]) >= 1
    assert client.get(address, REMOTE_ADDR="203.0.113.78").status_code == 200


@pytest.mark.parametrize(
    ("language", "word"), [("uk", "Ваше"), ("ru", "Ваш"), ("en", "Your"), ("zh-hans", "订单")]
)
def test_it_speaks_the_language_of_the_order_and_the_one_chosen(client, shop, language, word):
    ordered = recent(shop, buyer=BuyerDraft(name="A", language=language.split("-")[0]))
    bring_to(ordered, "needs_agreement")
    by_order = client.get(page_of(ordered), headers={"accept-language": "de"}).content.decode()
    client.cookies["django_language"] = language
    chosen = recent(shop, buyer=BuyerDraft(name="A", language="de"))
    bring_to(chosen, "needs_agreement")
    by_choice = client.get(page_of(chosen)).content.decode()
    assert (word in by_order, word in by_choice) == (True, True)


def test_the_address_stays_private(client, shop):
    answer = client.get(page_of(recent(shop)))
    kept = [answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")]
    assert kept == ["private, no-store", "no-referrer", "noindex, nofollow"]


@pytest.mark.parametrize("lines", [1, 3])
def test_it_costs_the_same_however_many_lines(client, shop, lines, django_assert_max_num_queries):
    from tests.factories.orders import line_draft

    goods = tuple(line_draft(sku=f"S-{n}") for n in range(lines))
    address = page_of(recent(shop, lines=goods))
    client.get(address)
    with django_assert_max_num_queries(4):
        client.get(address)
