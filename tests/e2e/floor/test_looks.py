"""Every task fits a phone: nothing runs over the edge, nothing is cut off, in the languages of long words."""

import pytest

from sellers.states import Role
from tests.factories.sellers import MembershipFactory, UserFactory
from warehouse.floor.screens import SCREENS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
LANGUAGES = ("uk", "ru")
TOO_LONG = f"<body class='floor'><span class='nb'>{'W' * 99}</span></body>"
# Puts a page in place of the one that stands there, and names what does not fit.
FAULTS = """html => {
  document.body.replaceWith(new DOMParser().parseFromString(html, "text/html").body);
  const wide = document.documentElement.clientWidth;
  const told = (one) => `${one.tagName}.${one.className}: ${one.innerText.slice(0, 40)}`;
  return [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest("svg, select, .visually-hidden, dialog, .b-name, .top-where")) return false;
    const spilt = one.clientWidth && one.scrollWidth > one.clientWidth + 1;
    return box.right > wide + 1 || (spilt && one.innerText);
  }).map(told);
}"""


@pytest.fixture
def packer(transactional_db):
    """A lead sees every task."""
    user = UserFactory(name="Олександра Вишневецька-Кропивницька", language="en")
    MembershipFactory(user=user, shop=None, role=Role.WAREHOUSE_LEAD)
    return user


def test_every_task_fits_a_phone(hands, parcels, client, dock):
    hands.page.set_viewport_size(PHONE)
    hands.page.goto(f"{hands.base}board/")
    hands.page.evaluate("document.fonts.ready")
    client.cookies["station"] = dock.code
    assert hands.page.evaluate(FAULTS, TOO_LONG)
    faults = {}
    for language in LANGUAGES:
        client.cookies["django_language"] = language
        for place in ("", "board/", *(f"{key}/" for key in SCREENS)):
            answer = client.get(f"{hands.base}{place}")
            assert answer.status_code == 200, place
            if found := hands.page.evaluate(FAULTS, answer.content.decode()):
                faults[language, place] = found
    assert faults == {}
