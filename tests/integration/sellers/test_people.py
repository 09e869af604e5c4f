"""Who works for a shop: invited, changed, removed; one owner, and nobody helps themselves (X4, D-07)."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from kernel import history
from kernel.history import Actor
from sellers import services
from sellers.models import Membership, User
from sellers.states import Role
from tests.factories.sellers import MembershipFactory, TokenFactory, UserFactory, member
from tests.racing import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)
ADMIN = Actor("platform", "Ada", 999_999, "backoffice")


def by(user):
    return {"actor": Actor("seller", str(user), user.pk, "cabinet"), "at": NOW}


def roles(shop):
    return dict(Membership.objects.filter(shop=shop).values_list("user__email", "role"))


@pytest.fixture
def owner(shop):
    return member(Role.OWNER, shop, email="owner@ours.test")


def test_an_invited_stranger_gets_an_account_without_a_password_and_the_fact_is_told(shop, owner):
    services.invite_member(
        shop_id=shop.pk, email=" New@Ours.Test ", role=Role.OPERATOR, name="New", **by(owner)
    )
    user = User.objects.get(email="new@ours.test")
    assert (user.name, user.language, user.has_usable_password()) == ("New", shop.language, False)
    assert roles(shop) == {"owner@ours.test": Role.OWNER, "new@ours.test": Role.OPERATOR}


def test_an_invitation_is_told_as_a_fact(shop, owner, monkeypatch):
    told = []
    monkeypatch.setattr("sellers.services.people.record", told.append)
    services.invite_member(shop_id=shop.pk, email="n@ours.test", role=Role.MANAGER, **by(owner))
    [fact] = told
    assert (fact.topic, fact.shop_id, fact.role, fact.is_new, fact.invited_by) == (
        "sellers.member.invited.v1",
        shop.pk,
        Role.MANAGER,
        True,
        str(owner),
    )


def test_inviting_again_changes_nothing(shop, owner):
    for _ in range(2):
        services.invite_member(shop_id=shop.pk, email="n@ours.test", role="manager", **by(owner))
    assert roles(shop) == {"owner@ours.test": Role.OWNER, "n@ours.test": Role.MANAGER}
    assert [line.action for line in history.of("shop", shop.pk)] == ["invite_member"]


def test_inviting_somebody_into_another_role_is_refused(shop, owner):
    user = member(Role.MANAGER, shop)
    with pytest.raises(services.AlreadyMember):
        services.invite_member(shop_id=shop.pk, email=user.email, role="operator", **by(owner))
    assert roles(shop)[user.email] == Role.MANAGER


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, "king"])
def test_nobody_is_invited_as_owner_or_staff(shop, owner, role):
    with pytest.raises(services.RoleNotGrantable):
        services.invite_member(shop_id=shop.pk, email="n@ours.test", role=role, **by(owner))
    assert not User.objects.filter(email="n@ours.test").exists()


def test_a_closed_account_is_not_invited(shop, owner):
    user = UserFactory(is_active=False)
    with pytest.raises(services.PersonSuspended):
        services.invite_member(shop_id=shop.pk, email=user.email, role="manager", **by(owner))
    assert user.email not in roles(shop)


def test_staff_does_not_invite_itself_into_a_shop(shop, owner):
    staff = member(Role.ADMIN)
    with pytest.raises(services.OwnRole):
        services.invite_member(shop_id=shop.pk, email=staff.email, role="manager", **by(staff))
    assert roles(shop) == {"owner@ours.test": Role.OWNER}


def test_a_change_of_role_is_history(shop, owner):
    user = member(Role.OPERATOR, shop, email="op@ours.test")
    services.change_role(shop_id=shop.pk, user_id=user.pk, role=Role.MANAGER, **by(owner))
    [line] = history.of("shop", shop.pk)
    assert (line.action, line.changes, line.actor_id, line.at) == (
        "change_role",
        {"op@ours.test": ["operator", "manager"]},
        owner.pk,
        NOW,
    )


def test_nobody_raises_themselves(shop, owner):
    user = member(Role.OPERATOR, shop)
    with pytest.raises(services.OwnRole):
        services.change_role(shop_id=shop.pk, user_id=user.pk, role=Role.OWNER, **by(user))
    assert roles(shop) == {"owner@ours.test": Role.OWNER, user.email: Role.OPERATOR}


def test_a_manager_does_not_hand_the_shop_over(shop, owner):
    manager, friend = member(Role.MANAGER, shop), member(Role.OPERATOR, shop)
    with pytest.raises(services.OwnerOnly):
        services.change_role(shop_id=shop.pk, user_id=friend.pk, role=Role.OWNER, **by(manager))
    assert roles(shop)[friend.email] == Role.OPERATOR


def test_a_manager_does_not_lower_the_owner(shop, owner):
    manager = member(Role.MANAGER, shop)
    with pytest.raises(services.OwnerStays):
        services.change_role(shop_id=shop.pk, user_id=owner.pk, role="operator", **by(manager))
    assert roles(shop)["owner@ours.test"] == Role.OWNER


def test_the_owner_hands_the_shop_over_and_stays_as_manager(shop, owner):
    heir = member(Role.OPERATOR, shop, email="heir@ours.test")
    services.change_role(shop_id=shop.pk, user_id=heir.pk, role=Role.OWNER, **by(owner))
    assert roles(shop) == {"owner@ours.test": Role.MANAGER, "heir@ours.test": Role.OWNER}


def test_the_platform_hands_a_shop_over_too(shop, owner):
    heir = member(Role.MANAGER, shop, email="heir@ours.test")
    services.change_role(shop_id=shop.pk, user_id=heir.pk, role=Role.OWNER, actor=ADMIN, at=NOW)
    assert roles(shop) == {"owner@ours.test": Role.MANAGER, "heir@ours.test": Role.OWNER}


def test_the_owner_cannot_leave(shop, owner):
    with pytest.raises(services.OwnerStays):
        services.remove_member(shop_id=shop.pk, user_id=owner.pk, **by(owner))
    assert roles(shop) == {"owner@ours.test": Role.OWNER}


def test_who_leaves_is_told_of_the_keys_they_may_know(shop, owner):
    user = member(Role.MANAGER, shop)
    TokenFactory(shop=shop, created_by=user)
    TokenFactory(shop=shop, created_by=user, revoked_at=NOW)
    left = services.remove_member(shop_id=shop.pk, user_id=user.pk, **by(owner))
    assert (left, roles(shop)) == (1, {"owner@ours.test": Role.OWNER})


def test_a_person_of_another_shop_is_not_found(shop, owner):
    stranger = member(Role.OPERATOR)
    for act in (
        lambda: services.remove_member(shop_id=shop.pk, user_id=stranger.pk, **by(owner)),
        lambda: services.change_role(
            shop_id=shop.pk, user_id=stranger.pk, role="manager", **by(owner)
        ),
    ):
        with pytest.raises(services.MemberNotFound):
            act()
    assert stranger.memberships.get().role == Role.OPERATOR


@pytest.mark.django_db(transaction=True)
def test_two_heirs_at_once_leave_one_owner():
    """Two hands-over of one shop at the same moment: one holds, and there is never a second owner."""
    first = MembershipFactory(role=Role.OWNER)
    heirs = [member(Role.OPERATOR, first.shop) for _ in range(2)]

    def hand_over(number):
        services.change_role(
            shop_id=first.shop_id, user_id=heirs[number].pk, role=Role.OWNER, **by(first.user)
        )

    outcomes = together(hand_over, 2)
    held = sorted(Membership.objects.filter(shop=first.shop).values_list("role", flat=True))
    assert [type(o) for o in outcomes if o is not None] == [services.OwnerOnly]
    assert held == [Role.MANAGER, Role.OPERATOR, Role.OWNER]


@pytest.mark.django_db(transaction=True)
def test_control_the_database_alone_refuses_a_second_owner():
    """What holds when a service forgets its lock: the constraint."""
    first = MembershipFactory(role=Role.OWNER)
    with pytest.raises(IntegrityError, match="shop_has_one_owner"):
        MembershipFactory(shop=first.shop, role=Role.OWNER)


def test_nobody_appoints_themselves_to_the_platform():
    user = member(Role.MODERATOR)
    with pytest.raises(services.OwnRole):
        services.assign_platform_role(email=user.email, role=Role.ADMIN, **by(user))
    assert user.memberships.get().role == Role.MODERATOR


def test_a_platform_role_takes_the_place_of_the_former():
    user = member(Role.MODERATOR)
    for role in (Role.ACCOUNTANT, Role.ACCOUNTANT):
        services.assign_platform_role(email=user.email, role=role, actor=ADMIN, at=NOW)
    [line] = history.of("user", user.pk)
    assert (user.memberships.get().role, line.changes) == (
        Role.ACCOUNTANT,
        {"role": ["moderator", "accountant"]},
    )


def test_a_shop_role_is_no_platform_role():
    with pytest.raises(services.NoPlatformRole):
        services.assign_platform_role(email="n@x.test", role=Role.OWNER, actor=ADMIN, at=NOW)
    assert not User.objects.filter(email="n@x.test").exists()


def test_nobody_closes_or_opens_their_own_account():
    user = member(Role.ADMIN)
    with pytest.raises(services.OwnRole):
        services.suspend_user(user_id=user.pk, reason="", **by(user))
    user.refresh_from_db()
    assert user.is_active


def test_closing_an_account_says_why_and_can_be_undone():
    user = UserFactory()
    services.suspend_user(user_id=user.pk, reason="asked to", actor=ADMIN, at=NOW)
    services.reinstate_user(user_id=user.pk, reason="came back", actor=ADMIN, at=NOW)
    user.refresh_from_db()
    assert user.is_active
    assert [(line.action, line.comment) for line in history.of("user", user.pk)] == [
        ("suspend_user", "asked to"),
        ("reinstate_user", "came back"),
    ]
