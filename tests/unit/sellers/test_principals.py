"""Who somebody is to whom, and how history names them (D-07)."""

from kernel.history import Actor, ActorKind
from sellers.principals import Principal


def test_a_role_holds_in_its_own_shop_only():
    person = Principal("Olena", user_id=1, shop_roles={7: "owner"})
    assert [person.roles_in(shop) for shop in (7, 8, None)] == [
        frozenset({"owner"}),
        frozenset(),
        frozenset(),
    ]


def test_a_platform_role_is_no_role_in_a_shop_and_goes_everywhere():
    staff = Principal("Ada", user_id=2, platform_roles=frozenset({"admin"}))
    assert staff.roles_in(7) == staff.roles_in(None) == {"admin"}


def test_history_tells_sellers_staff_and_integrators_apart():
    seller = Principal("Olena", user_id=1, shop_roles={7: "owner"})
    staff = Principal("Ada", user_id=2, platform_roles=frozenset({"admin"}))
    token = Principal("site (otg_12345678…)", token_id=3, grants=frozenset({"orders:read"}))
    assert [who.actor("api") for who in (seller, staff, token)] == [
        Actor(ActorKind.SELLER, "Olena", 1, "api"),
        Actor(ActorKind.PLATFORM, "Ada", 2, "api"),
        Actor(ActorKind.INTEGRATOR, "site (otg_12345678…)", 3, "api"),
    ]
