"""The back office of people and shops: staff reads, admins act, and every act is a service (X4, X5)."""

import pytest
from django.contrib import admin as backoffice

from kernel import history
from sellers.models import Membership, Shop, User
from sellers.states import PLATFORM_ROLES, Role
from tests.factories.sellers import (
    MembershipFactory,
    OfferFactory,
    TokenFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db
USERS = "/backoffice/sellers/user/"
SHOPS = "/backoffice/sellers/shop/"
NEW_SHOP = {"name": "New", "slug": "new", "country": "UA", "owner_email": "o@new.test"}


@pytest.fixture
def admin(client):
    user = member(Role.ADMIN, email="ada@otgruz.test", name="Ada")
    client.force_login(user)
    return user


def test_an_admin_opens_a_shop_with_its_owner(client, admin):
    answer = client.post(f"{SHOPS}open_shop/", NEW_SHOP)
    shop = Shop.objects.get()
    line = history.of("shop", shop.pk).get()
    assert (answer.status_code, shop.slug, shop.currency) == (302, "new", "UAH")
    assert Membership.objects.get(shop=shop).user.email == "o@new.test"
    assert (line.actor_kind, line.actor_id, line.source) == ("platform", admin.pk, "backoffice")


def test_a_taken_address_is_refused_on_the_form(client, admin, shop):
    answer = client.post(f"{SHOPS}open_shop/", {**NEW_SHOP, "slug": "ours"})
    assert (answer.status_code, Shop.objects.count()) == (422, 1)
    assert "Another shop has this address" in answer.content.decode()


def test_an_admin_appoints_and_withdraws(client, admin):
    user = UserFactory(email="m@otgruz.test")
    client.post(f"{USERS}appoint/", {"email": "M@otgruz.test", "role": "moderator"})
    middle = user.memberships.get().role
    client.post(f"{USERS}{user.pk}/withdraw/")
    assert (middle, user.memberships.exists()) == (Role.MODERATOR, False)


def test_an_admin_closes_an_account_with_a_reason(client, admin):
    user = UserFactory()
    without = client.post(f"{USERS}{user.pk}/suspend/")
    user.refresh_from_db()
    still = user.is_active
    client.post(f"{USERS}{user.pk}/suspend/", {"reason": "asked to"})
    user.refresh_from_db()
    assert (without.status_code, still, user.is_active) == (422, True, False)
    assert history.of("user", user.pk).get().comment == "asked to"


@pytest.mark.parametrize("act", ["withdraw", "suspend", "reinstate"])
def test_nobody_does_it_to_themselves(client, admin, act):
    answer = client.post(f"{USERS}{admin.pk}/{act}/", {"reason": "x"})
    admin.refresh_from_db()
    assert (answer.status_code, admin.is_active, admin.memberships.get().role) == (
        422,
        True,
        Role.ADMIN,
    )


@pytest.mark.parametrize("act", ["appoint", "withdraw", "suspend", "reinstate"])
def test_showing_the_form_of_an_act_does_nothing(client, admin, act):
    user = member(Role.MODERATOR)
    url = f"{USERS}appoint/" if act == "appoint" else f"{USERS}{user.pk}/{act}/"
    answer = client.get(url)
    user.refresh_from_db()
    assert (answer.status_code, user.is_active, user.memberships.get().role) == (
        200,
        True,
        Role.MODERATOR,
    )


@pytest.mark.parametrize("role", sorted(PLATFORM_ROLES - {Role.ADMIN}))
def test_other_staff_does_not_act(client, role):
    client.force_login(member(role))
    user = UserFactory()
    acts = {
        f"{SHOPS}open_shop/": NEW_SHOP,
        f"{USERS}appoint/": {"email": user.email, "role": "admin"},
        f"{USERS}{user.pk}/suspend/": {"reason": "x"},
    }
    codes = [client.post(url, form).status_code for url, form in acts.items()]
    user.refresh_from_db()
    assert (codes, Shop.objects.count()) == ([403, 403, 403], 0)
    assert (user.is_active, user.memberships.exists()) == (True, False)


@pytest.mark.parametrize("role", sorted(PLATFORM_ROLES))
def test_buttons_stand_only_where_they_may_be_pressed(client, role):
    client.force_login(member(role))
    text = client.get(SHOPS).content.decode()
    assert (f"{SHOPS}open_shop/" in text) == (role == Role.ADMIN)


def test_no_form_writes_past_the_services(client, admin):
    """X5: nothing is added, edited or deleted as rows, and no bulk action is offered."""
    shop, user = MembershipFactory().shop, UserFactory()
    before = list(User.objects.values()), list(Shop.objects.values())
    codes = [
        client.post(
            url, {"name": "x", "action": "delete_selected", "_selected_action": shop.pk}
        ).status_code
        for url in (
            SHOPS,
            f"{SHOPS}add/",
            f"{SHOPS}{shop.pk}/change/",
            f"{SHOPS}{shop.pk}/delete/",
            f"{USERS}{user.pk}/change/",
            f"{USERS}{user.pk}/delete/",
        )
    ]
    after = list(User.objects.values()), list(Shop.objects.values())
    assert (set(codes), after) == ({405}, before)


def test_no_page_shows_a_hash(client, admin):
    token = TokenFactory()
    user = UserFactory()
    pages = [f"{USERS}{user.pk}/change/", f"/backoffice/sellers/apitoken/{token.pk}/change/"]
    text = "".join(client.get(page).content.decode() for page in pages)
    assert (token.prefix in text, token.sha256 in text, user.password in text) == (
        True,
        False,
        False,
    )


def test_the_history_of_a_shop_is_shown(client, admin):
    client.post(f"{SHOPS}open_shop/", NEW_SHOP)
    text = client.get(f"{SHOPS}{Shop.objects.get().pk}/history/").content.decode()
    assert ("create_shop" in text, "o@new.test" in text, "Ada" in text) == (True, True, True)


def test_no_model_of_a_library_is_registered():
    """Rows of the sign-in library would let staff take over one another's accounts (X4)."""
    apps = {model._meta.app_label for model in backoffice.site._registry}
    assert apps <= {
        "kernel",
        "sellers",
        "orders",
        "desk",
        "warehouse",
        "logistics",
        "notifications",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_is_on_them(
    client, admin, count, django_assert_max_num_queries
):
    OfferFactory.create_batch(count)
    with django_assert_max_num_queries(12):
        client.get("/backoffice/sellers/offer/")
    with django_assert_max_num_queries(12):
        client.get("/backoffice/sellers/membership/")


def test_an_open_account_can_be_closed_and_a_closed_one_opened(client, admin):
    found = {}
    for active in (True, False):
        user = UserFactory(is_active=active)
        text = client.get(f"{USERS}{user.pk}/change/").content.decode()
        found[active] = [act for act in ("suspend", "reinstate") if f"{user.pk}/{act}/" in text]
    assert found == {True: ["suspend"], False: ["reinstate"]}
