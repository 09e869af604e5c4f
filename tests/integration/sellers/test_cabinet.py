"""The pages of offers and settings: what they show to whom, and what their buttons do."""

import json

import pytest

from kernel import history
from kernel.history import ActorKind
from sellers.models import ApiToken, Membership, Offer, Shop
from sellers.states import Role
from tests.factories.sellers import NOW, OfferFactory, TokenFactory, member

pytestmark = pytest.mark.django_db
S = "/s/ours/settings/"
OFFERS = "/s/ours/offers/"
LAMP = {"sku": "LMP-1", "name": "Лампа", "price": "1290.50", "flags": ["fragile"]}
SETTINGS_PAGES = ["", "hours/", "mail/", "team/", "tokens/", "account/"]


@pytest.fixture
def owner(shop):
    return member(Role.OWNER, shop, email="owner@ours.test", name="Олена")


@pytest.fixture
def cabinet(client, owner):
    """The owner's browser."""
    client.force_login(owner)
    return client


def as_role(client, shop, role):
    user = member(role, shop)
    client.force_login(user)
    return user


def notes(answer):
    return [str(note) for note in answer.context["messages"]]


@pytest.mark.parametrize("page", SETTINGS_PAGES)
def test_each_settings_page_opens_and_marks_its_tab(cabinet, page):
    answer = cabinet.get(S + page)
    assert answer.status_code == 200
    assert [tab["url"] for tab in answer.context["tabs"] if tab["active"]] == [S + page]


def test_an_operator_sees_the_tabs_that_open_for_them(client, shop):
    as_role(client, shop, Role.OPERATOR)
    urls = {tab["url"] for tab in client.get(S).context["tabs"]}
    assert {S, f"{S}team/", f"{S}account/"} <= urls
    assert f"{S}tokens/" not in urls


@pytest.mark.parametrize("page", ["", "hours/", "mail/"])
def test_who_may_not_change_sees_why_and_no_button(client, shop, page):
    as_role(client, shop, Role.OPERATOR)
    text = client.get(S + page).content.decode()
    assert "The owner and managers change this." in text
    assert 'class="form-actions"' not in text


def test_the_shop_is_renamed_and_history_says_by_whom(cabinet, shop, owner):
    answer = cabinet.post(S, {"name": "Ours, new", "language": "ru"}, follow=True)
    shop.refresh_from_db()
    line = history.of("shop", shop.pk).get()
    assert (shop.name, shop.language, notes(answer)) == (
        "Ours, new",
        "ru",
        ["Saved. It holds from now on."],
    )
    assert (line.actor_kind, line.actor_id, line.source) == (ActorKind.SELLER, owner.pk, "cabinet")
    assert "Ours, new" in answer.content.decode()


def test_hours_are_saved_and_other_settings_stay(cabinet, shop):
    form = {
        "zone": "Asia/Almaty",
        "calendar": "cn-orders",
        "quiet_from": "22:00",
        "quiet_until": "08:00",
    }
    cabinet.post(f"{S}hours/", form)
    kept = Shop.objects.values("name", "zone", "calendar", "quiet_from", "quiet_until").get()
    assert {k: str(v) for k, v in kept.items()} == {
        "name": "Ours",
        "zone": "Asia/Almaty",
        "calendar": "cn-orders",
        "quiet_from": "22:00:00",
        "quiet_until": "08:00:00",
    }


def test_half_of_the_quiet_hours_is_refused_at_its_field(cabinet):
    form = {"zone": "Europe/Kyiv", "calendar": "ua-orders", "quiet_from": "22:00"}
    answer = cabinet.post(f"{S}hours/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["quiet_until"])
    assert Shop.objects.get().quiet_from is None


def test_only_calendars_of_processing_orders_are_offered(cabinet):
    choices = cabinet.get(f"{S}hours/").context["form"].fields["calendar"].choices
    assert [code for code, _ in choices] == ["cn-orders", "ru-orders", "ua-orders"]


def test_mail_goes_to_the_shop_or_else_to_its_owner(cabinet):
    """R-004-01, R-004-02."""
    before = cabinet.get(f"{S}mail/").content.decode()
    after = cabinet.post(f"{S}mail/", {"notification_email": "in@ours.test"}, follow=True)
    assert "owner@ours.test</b>, because the shop has no address of its own" in before
    assert "in@ours.test</b>, the address of the shop" in after.content.decode()


def test_an_invited_operator_stands_in_the_list(cabinet, shop):
    form = {"email": "op@ours.test", "name": "Тарас", "role": "operator"}
    answer = cabinet.post(f"{S}team/", form, follow=True)
    assert "has not signed in yet" in answer.content.decode()
    assert Membership.objects.get(user__email="op@ours.test").role == Role.OPERATOR


def test_an_invitation_of_somebody_here_is_refused_at_its_field(cabinet, shop):
    user = member(Role.MANAGER, shop)
    answer = cabinet.post(f"{S}team/", {"email": user.email, "role": "operator"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])


def test_the_owner_changes_roles_and_removes_people(cabinet, shop):
    user = member(Role.OPERATOR, shop)
    cabinet.post(f"{S}team/{user.pk}/role/", {"role": "manager"})
    middle = Membership.objects.get(user=user).role
    cabinet.post(f"{S}team/{user.pk}/remove/")
    assert (middle, Membership.objects.filter(user=user).exists()) == (Role.MANAGER, False)


def test_removing_somebody_with_live_tokens_leads_to_the_tokens(cabinet, shop):
    user = member(Role.MANAGER, shop)
    TokenFactory(shop=shop, created_by=user)
    answer = cabinet.post(f"{S}team/{user.pk}/remove/", follow=True)
    assert answer.redirect_chain == [(f"{S}tokens/", 302)]
    assert notes(answer) == ["They are out. 1 live tokens are theirs: revoke those they may know."]


def test_handing_the_shop_over_makes_the_owner_a_manager(cabinet, shop, owner):
    heir = member(Role.MANAGER, shop)
    cabinet.post(f"{S}team/{heir.pk}/role/", {"role": "owner"})
    roles = dict(Membership.objects.values_list("user_id", "role"))
    assert roles == {owner.pk: Role.MANAGER, heir.pk: Role.OWNER}


def test_an_operator_leaves(client, shop):
    user = as_role(client, shop, Role.OPERATOR)
    answer = client.post(f"{S}team/leave/")
    assert (answer["Location"], user.memberships.exists()) == ("/", False)


def test_the_owner_does_not_leave(cabinet, owner):
    answer = cabinet.post(f"{S}team/leave/", follow=True)
    assert notes(answer) == ["The owner stays: hand the shop over to somebody else first."]
    assert owner.memberships.exists()


def test_the_third_token_of_a_name_is_refused_on_the_form(cabinet, shop):
    TokenFactory.create_batch(2, shop=shop, label="site")
    form = {"label": "site", "scopes": ["orders:read"], "days": "never"}
    answer = cabinet.post(f"{S}tokens/", form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["label"])
    assert ApiToken.everything.count() == 2


def test_a_token_is_issued_for_so_long_and_revoked(cabinet, shop):
    form = {"label": "site", "scopes": ["orders:read", "offers:read"], "days": "90"}
    cabinet.post(f"{S}tokens/", form)
    token = ApiToken.everything.get()
    cabinet.post(f"{S}tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert (token.expires_at - token.created_at).days == 90
    assert (token.scopes, token.revoked_at is not None) == (["offers:read", "orders:read"], True)


def test_a_manager_revokes_and_issues_none(client, shop):
    token = TokenFactory(shop=shop)
    as_role(client, shop, Role.MANAGER)
    issued = client.post(f"{S}tokens/", {"label": "x", "scopes": ["orders:read"], "days": "30"})
    revoked = client.post(f"{S}tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert (issued.status_code, revoked.status_code, token.revoked_at is not None) == (
        403,
        302,
        True,
    )


def test_my_name_and_language(cabinet, owner):
    answer = cabinet.post(f"{S}account/", {"name": "Олена Г.", "language": "uk"})
    owner.refresh_from_db()
    assert (owner.name, owner.language) == ("Олена Г.", "uk")
    assert answer.cookies["django_language"].value == "uk"


def test_a_new_offer_is_priced_as_people_write_it(cabinet, shop):
    answer = cabinet.post(f"{OFFERS}new/", LAMP)
    offer = Offer.everything.get()
    assert (answer["Location"], offer.price_minor, offer.currency, offer.flags) == (
        OFFERS,
        129_050,
        "UAH",
        ["fragile"],
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": "1.005"}, "price"),
        ({"price": "-1"}, "price"),
        ({"sku": " "}, "sku"),
        ({"weight_g": 0}, "weight_g"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused_at_its_field(cabinet, change, field):
    answer = cabinet.post(f"{OFFERS}new/", {**LAMP, **change})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Offer.everything.count() == 0


def test_the_same_sku_twice_is_refused_at_its_field(cabinet, shop):
    OfferFactory(shop=shop, sku="LMP-1")
    answer = cabinet.post(f"{OFFERS}new/", LAMP)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["sku"])


def test_an_offer_is_changed_and_its_history_shown(cabinet, shop):
    offer = OfferFactory(shop=shop, price_minor=100)
    form = {"name": offer.name, "price": "2", "version": 1, "sku": "OTHER"}
    answer = cabinet.post(f"{OFFERS}{offer.pk}/", form, follow=True)
    offer.refresh_from_db()
    moves = [move for entry in answer.context["journal"] for move in entry["moves"]]
    assert (offer.price_minor, offer.version, offer.sku != "OTHER") == (200, 2, True)
    assert ("Price", "1.00 UAH", "2.00 UAH") in moves


def test_what_somebody_changed_meanwhile_is_laid_beside_mine(cabinet, shop):
    offer = OfferFactory(shop=shop, name="Theirs", price_minor=500, version=2)
    form = {"name": "Mine", "price": "5.00", "version": 1}
    answer = cabinet.post(f"{OFFERS}{offer.pk}/", form)
    offer.refresh_from_db()
    assert (answer.status_code, offer.name) == (409, "Theirs")
    assert [(mine, theirs) for _, mine, theirs in answer.context["differing"]] == [
        ("Mine", "Theirs")
    ]
    again = {**form, "version": answer.context["form"]["version"].value()}
    assert cabinet.post(f"{OFFERS}{offer.pk}/", again).status_code == 302
    offer.refresh_from_db()
    assert offer.name == "Mine"


def test_an_operator_pauses_and_changes_nothing_else(client, shop):
    """R-004-37: whoever sees the empty shelf may stop the sale."""
    offer = OfferFactory(shop=shop, name="Lamp")
    as_role(client, shop, Role.OPERATOR)
    paused = client.post(f"{OFFERS}{offer.pk}/pause/")
    edited = client.post(f"{OFFERS}{offer.pk}/", {"name": "x", "price": "1", "version": 1})
    offer.refresh_from_db()
    assert (paused.status_code, edited.status_code) == (302, 403)
    assert (offer.on_sale, offer.name) == (False, "Lamp")


def test_pausing_in_the_list_says_so_and_offers_a_way_back(cabinet, shop):
    offer = OfferFactory(shop=shop, sku="LMP-1")
    answer = cabinet.post(f"{OFFERS}{offer.pk}/pause/", headers={"HX-Request": "true"})
    events = json.loads(answer["HX-Trigger"])
    assert (answer.status_code, events) == (
        204,
        {
            "toast": {
                "level": "success",
                "text": "LMP-1: Paused: new orders are refused.",
                "undoUrl": f"{OFFERS}{offer.pk}/resume/",
            },
            "refresh": True,
        },
    )


@pytest.mark.parametrize("path", ["", "pause/", "resume/"])
def test_another_shops_offer_is_not_found(cabinet, path):
    theirs = OfferFactory()
    url = f"{OFFERS}{theirs.pk}/{path}"
    answer = cabinet.post(url, headers={"HX-Request": "true"} if path else {})
    theirs.refresh_from_db()
    assert (answer.status_code, theirs.version) == (404, 1)


def test_offers_are_found_and_counted(cabinet, shop):
    OfferFactory(shop=shop, sku="A-1", name="Лампа")
    OfferFactory(shop=shop, sku="B-1", name="Плед", paused_at=NOW)
    OfferFactory(sku="C-1", name="Лампа")
    asked = {"": ["A-1", "B-1"], "q=лам": ["A-1"], "sale=paused": ["B-1"], "sale=on&q=b-1": []}
    found = {q: [o.sku for o in cabinet.get(f"{OFFERS}?{q}").context["rows"]] for q in asked}
    assert found == asked
    assert cabinet.get(OFFERS).context["counts"] == {"on": 1, "paused": 1}


def test_pages_of_offers_go_on_and_back(cabinet, shop, monkeypatch):
    monkeypatch.setattr("sellers.cabinet.offers.PAGE", 2)
    for n in range(5):
        OfferFactory(shop=shop, sku=f"S-{n}")
    seen, url = [], ""
    for way in ("next_url", "next_url", "prev_url", "prev_url"):
        context = cabinet.get(OFFERS + url).context
        seen.append([offer.sku for offer in context["rows"]])
        url = context["page"][way]
    assert seen == [["S-0", "S-1"], ["S-2", "S-3"], ["S-4"], ["S-2", "S-3"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_is_on_it(
    cabinet, shop, count, django_assert_max_num_queries
):
    OfferFactory.create_batch(count, shop=shop)
    with django_assert_max_num_queries(11):
        assert len(cabinet.get(OFFERS).context["rows"]) == count


def test_an_empty_list_teaches_the_first_step(cabinet, client, shop):
    assert "Add the first offer" in cabinet.get(OFFERS).content.decode()
    as_role(client, shop, Role.OPERATOR)
    assert "The owner or a manager adds offers." in client.get(OFFERS).content.decode()
