"""Who runs a shop, and what its seller answers for (R-003-01)."""

import pytest
from django.utils import timezone

from config.access import rows
from kernel import history
from kernel.history import Actor
from sellers import services
from sellers.models import Shop
from sellers.public import shop_profile
from sellers.services import NoSuchModel
from sellers.states import SHOP_ROLES, Duty, OperatingModel, Role
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
ADMIN = Actor(kind="platform", label="Admin", source="backoffice")
# What a seller does for each duty, by the route that does it.
ROUTES = {
    Duty.STOCK: ("sellers:offers", "sellers:offers-edit"),
    Duty.ORDERS: ("orders:open", "orders:confirm", "orders:cancel"),
    Duty.LOGISTICS: ("orders:ship", "orders:pickup"),
}


def set_model(shop, model):
    return services.set_operating_model(
        shop_id=shop.pk, model=model, actor=ADMIN, at=timezone.now()
    )


def test_in_a_semi_managed_shop_the_seller_has_all_three_duties_r_003_01():
    """R-003-01: the profile has a model; semi-managed, the seller sees to stock, orders and logistics."""
    shop = ShopFactory()
    set_model(shop, OperatingModel.SEMI_MANAGED)
    profile = shop_profile(shop.pk)
    assert (profile.operating_model, profile.duties) == ("semi_managed", frozenset(Duty))


@pytest.mark.parametrize("duty", Duty)
def test_the_sellers_roles_may_do_what_each_duty_asks_r_003_01(duty):
    """R-003-01: the access table lets the owner of a shop do it."""
    allowed = [rows()[name].get("POST") or rows()[name]["GET"] for name in ROUTES[duty]]
    assert [Role.OWNER in who for who in allowed] == [True] * len(allowed)
    assert frozenset().union(*allowed) <= SHOP_ROLES


def test_the_settings_page_says_who_sees_to_what_r_003_01(client):
    shop = ShopFactory()
    set_model(shop, OperatingModel.FULLY_MANAGED)
    client.force_login(member(shop=shop))
    client.cookies["django_language"] = "en"
    page = client.get(f"/s/{shop.slug}/settings/").content.decode()
    assert "fully managed: you see to stock</dd>" in " ".join(page.split())


def test_each_change_is_history_and_the_same_again_is_none():
    shop = ShopFactory()
    for _again in range(2):
        set_model(shop, OperatingModel.SEMI_MANAGED)
    lines = history.of("shop", shop.pk).filter(action="set_operating_model")
    assert [line.changes for line in lines] == [{"operating_model": ["own", "semi_managed"]}]


def test_an_unknown_model_is_refused_and_changes_nothing():
    shop = ShopFactory()
    with pytest.raises(NoSuchModel):
        set_model(shop, "half_managed")
    assert Shop.objects.get(pk=shop.pk).operating_model == "own"
