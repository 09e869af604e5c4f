"""Signing in: attempts are counted in the database, a stranger's first password, the language."""

import re
from importlib import import_module

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command

from kernel.history import SYSTEM
from sellers import services
from sellers.models import User
from sellers.states import Role
from tests.factories.sellers import NOW, PASSWORD, ShopFactory, member

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
RESET = "/account/password/reset/"


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def counted_in_the_database(settings):
    """Count as production does: in a table of PostgreSQL."""
    base = import_module("config.settings.base")
    settings.CACHES = base.CACHES
    call_command("createcachetable", verbosity=0)
    return base.CACHES["default"]


def sign_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def test_one_signs_in_by_e_mail_whatever_its_case_and_lands_at_home(client):
    user = member(Role.OWNER, email="olena@ours.test")
    answer = sign_in(client, "Olena@Ours.test")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_home_leads_to_where_somebody_works(client):
    shop = ShopFactory(slug="ours")
    client.force_login(member(Role.OPERATOR, shop))
    seller = client.get("/")["Location"]
    client.force_login(member(Role.MODERATOR))
    assert (seller, client.get("/")["Location"]) == ("/s/ours/today/", "/backoffice/")


def test_after_five_wrong_passwords_the_right_one_waits(client, counted_in_the_database):
    """Kept in PostgreSQL: the broker may be emptied at any time, and attempts must not be."""
    user = member(Role.OWNER)
    for _ in range(5):
        sign_in(client, user.email, "wrong")
    answer = sign_in(client, user.email)
    assert counted_in_the_database["BACKEND"].endswith("db.DatabaseCache")
    assert (answer.status_code, "_auth_user_id" in client.session) == (200, False)
    assert "Too many failed login attempts" in answer.content.decode()


def test_another_person_is_not_kept_waiting(client, counted_in_the_database):
    for _ in range(5):
        sign_in(client, "somebody@else.test", "wrong")
    assert sign_in(client, member(Role.OWNER).email).status_code == 302


def test_an_invited_stranger_sets_a_password_by_the_link_sent_to_them(client):
    shop = ShopFactory(slug="ours")
    services.invite_member(
        shop_id=shop.pk, email="new@ours.test", role=Role.MANAGER, actor=SYSTEM, at=NOW
    )
    client.post(RESET, {"email": "new@ours.test"})
    [letter] = mail.outbox
    link = re.search(r"http://\S+(/account/password/reset/key/\S+)", letter.body).group(1)
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(
        form, {"password1": "a-brand-new-passphrase", "password2": "a-brand-new-passphrase"}
    )
    assert letter.to == ["new@ours.test"]
    assert sign_in(client, "new@ours.test", "a-brand-new-passphrase").status_code == 302
    assert client.get("/s/ours/offers/").status_code == 200


def test_an_invited_stranger_cannot_sign_in_without_a_password(client):
    services.invite_member(
        shop_id=ShopFactory().pk, email="n@ours.test", role=Role.MANAGER, actor=SYSTEM, at=NOW
    )
    codes = [
        sign_in(client, "n@ours.test", guess).status_code for guess in ("", "!", "n@ours.test")
    ]
    assert codes == [200, 200, 200]


def test_nobody_signs_up_by_themselves(client):
    form = {"email": "me@x.test", "password1": "a-brand-new-passphrase"}
    client.post("/account/signup/", {**form, "password2": form["password1"]})
    assert not User.objects.filter(email="me@x.test").exists()


def test_pages_come_in_the_persons_language_after_signing_in(client):
    user = member(Role.OWNER, language="uk")
    answer = sign_in(client, user.email)
    assert answer.cookies["django_language"].value == "uk"


def test_a_language_chosen_before_signing_in_stays(client):
    client.cookies["django_language"] = "ru"
    answer = sign_in(client, member(Role.OWNER, language="uk").email)
    assert "django_language" not in answer.cookies


def test_the_first_admin_is_appointed_by_hand(capsys):
    call_command("appoint", "Ada@Otgruz.test")
    user = User.objects.get(email="ada@otgruz.test")
    assert (user.memberships.get().role, user.memberships.get().shop) == (Role.ADMIN, None)
    assert "Forgot your password?" in capsys.readouterr().out
