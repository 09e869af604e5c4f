"""What is taken away is gone at the next request, whoever is signed in (X4)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kernel.history import SYSTEM
from sellers import services
from sellers.states import Role
from tests.factories.sellers import PASSWORD, ShopFactory, TokenFactory, bearer, member

pytestmark = pytest.mark.django_db
OFFERS = "/api/v1/offers/"


@pytest.fixture
def shop():
    return ShopFactory(slug="ours")


def session_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_removed_member_is_out_with_the_next_click(shop):
    user = member(Role.MANAGER, shop)
    client = session_of(user)
    before = client.get("/s/ours/offers/").status_code
    services.remove_member(shop_id=shop.pk, user_id=user.pk, actor=SYSTEM, at=timezone.now())
    assert (before, client.get("/s/ours/offers/").status_code) == (200, 404)


def test_a_lesser_role_holds_from_the_next_click(shop):
    user = member(Role.MANAGER, shop)
    client = session_of(user)
    before = client.get("/s/ours/offers/new/").status_code
    services.change_role(
        shop_id=shop.pk, user_id=user.pk, role=Role.OPERATOR, actor=SYSTEM, at=timezone.now()
    )
    assert (before, client.get("/s/ours/offers/new/").status_code) == (200, 403)


def test_a_suspended_person_is_signed_out_with_the_next_click(shop):
    user = member(Role.OWNER, shop)
    client = session_of(user)
    before = client.get("/s/ours/offers/").status_code
    services.suspend_user(user_id=user.pk, reason="asked to", actor=SYSTEM, at=timezone.now())
    after = client.get("/s/ours/offers/")
    assert (before, after.status_code) == (200, 302)
    assert after["Location"].startswith("/account/login/")


def test_a_suspended_person_cannot_sign_in_again(shop):
    user = member(Role.OWNER, shop)
    services.suspend_user(user_id=user.pk, reason="asked to", actor=SYSTEM, at=timezone.now())
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/s/ours/offers/").status_code == 302


def test_staff_without_a_role_leave_the_back_office_with_the_next_click():
    user = member(Role.ADMIN)
    client = session_of(user)
    before = client.get("/backoffice/").status_code
    services.withdraw_platform_role(user_id=user.pk, actor=SYSTEM, at=timezone.now())
    assert (before, client.get("/backoffice/").status_code) == (200, 403)


def test_a_changed_password_ends_the_other_sessions(shop):
    user = member(Role.OWNER, shop)
    here, elsewhere = session_of(user), session_of(user)
    user.set_password("another-long-passphrase")
    user.save()
    codes = [client.get("/s/ours/offers/").status_code for client in (here, elsewhere)]
    assert codes == [302, 302]


def test_a_revoked_token_opens_nothing_from_the_next_request(client, shop):
    token = TokenFactory(shop=shop)
    before = client.get(OFFERS, headers=bearer(token)).status_code
    services.revoke_token(shop_id=shop.pk, token_id=token.pk, actor=SYSTEM, at=timezone.now())
    assert (before, client.get(OFFERS, headers=bearer(token)).status_code) == (200, 401)


def test_a_token_expires_at_its_moment(client, shop):
    ends = timezone.now() + timedelta(hours=1)
    token = TokenFactory(shop=shop, expires_at=ends)
    codes = []
    for moment in (ends - timedelta(seconds=1), ends):
        with time_machine.travel(moment, tick=False):
            codes.append(client.get(OFFERS, headers=bearer(token)).status_code)
    assert codes == [200, 401]


def test_a_token_with_the_right_name_and_a_wrong_secret_opens_nothing(client, shop):
    token = TokenFactory(shop=shop)
    forged = {"Authorization": f"Bearer {token.prefix}_test-secreT"}
    assert client.get(OFFERS, headers=forged).status_code == 401


def test_the_back_office_has_no_sign_in_of_its_own(client):
    """Its old form knew no second factor and counted no attempts."""
    staff = member(Role.ADMIN)
    answer = client.post(
        "/backoffice/login/?next=/backoffice/", {"username": staff.email, "password": PASSWORD}
    )
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/account/login/?next=%2Fbackoffice%2F",
    )
    assert client.get("/backoffice/").status_code == 302
