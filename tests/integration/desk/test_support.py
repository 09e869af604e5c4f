"""Help for each state, questions to support, the manager's contact (R-004-05)."""

import pytest
from django.utils import timezone
from django.utils.html import escape

from desk import services
from desk.models import Question
from desk.rules.articles import ARTICLES
from desk.services.asking import QuestionAnswered, QuestionEmpty
from kernel import history
from kernel.history import Actor
from orders.public import NoSuchOrder
from orders.states import OrderState
from sellers.states import Role
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
MODERATOR = Actor(kind="platform", label="Mod", source="backoffice")


@pytest.fixture
def shop():
    return ShopFactory()


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop, name="Olena"))
    member(Role.MANAGER, shop, name="Petro Manager", email="petro@shop.test")
    client.cookies["django_language"] = "en"
    return client


def panel(client, order):
    return client.get(f"/s/{order.shop.slug}/orders/{order.pk}/help/").content.decode()


@pytest.mark.parametrize("state", OrderState)
def test_each_state_has_its_article_the_form_and_the_manager_r_004_05(seller, shop, state):
    """R-004-05: each state shows its help article, a support form and the manager's contact."""
    text = seller.get(f"/s/{shop.slug}/help/").content.decode()
    assert f'id="{state}"' in text
    assert str(escape(ARTICLES[state].title)) in text
    assert ("petro@shop.test" in text, f"/s/{shop.slug}/help/ask/" in text) == (True, True)


def test_the_order_page_offers_the_help_of_its_state_r_004_05(seller, shop):
    """R-004-05: the panel of a new order is the article of “New”, with form and contact."""
    order = place_order(shop)
    page = seller.get(f"/s/{shop.slug}/orders/{order.pk}/").content.decode()
    shown = panel(seller, order)
    assert f"/s/{shop.slug}/orders/{order.pk}/help/" in page
    assert [part in shown for part in (NEW_TITLE, "petro@shop.test", str(order.pk))] == [True] * 3


NEW_TITLE = "A new order: accept it in time"


def test_a_question_reaches_support_and_the_answer_the_shop_r_004_05(seller, shop):
    """R-004-05: asked about an order, answered once, read on the help page; both are history."""
    order = place_order(shop)
    asked = seller.post(
        f"/s/{shop.slug}/help/ask/", {"text": "May I send it tomorrow?", "order_id": order.pk}
    )
    row = Question.everything.get()
    services.answer_question(
        question_id=row.pk, answer="Yes, by noon.", actor=MODERATOR, now=timezone.now()
    )
    text = seller.get(f"/s/{shop.slug}/help/").content.decode()
    assert (asked.status_code, row.order_id, "Yes, by noon." in text) == (302, order.pk, True)
    assert [line.action for line in history.of("question", row.pk)] == ["ask", "answer"]


def test_it_is_answered_once(shop):
    now = timezone.now()
    row = services.ask_support(shop_id=shop.pk, text="Why?", actor=SELLER, now=now)
    services.answer_question(question_id=row.pk, answer="So.", actor=MODERATOR, now=now)
    with pytest.raises(QuestionAnswered):
        services.answer_question(question_id=row.pk, answer="Not so.", actor=MODERATOR, now=now)
    assert Question.everything.get().answer == "So."


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_question_needs_words(seller, shop, text):
    answer = seller.post(f"/s/{shop.slug}/help/ask/", {"text": text})
    assert (answer.status_code, Question.everything.count()) == (422, 0)
    with pytest.raises(QuestionEmpty):
        services.ask_support(shop_id=shop.pk, text=text, actor=SELLER, now=timezone.now())


def test_nobody_asks_about_anothers_order(shop):
    other = place_order()
    with pytest.raises(NoSuchOrder):
        services.ask_support(
            shop_id=shop.pk, text="Whose?", actor=SELLER, now=timezone.now(), order_id=other.pk
        )
    assert Question.everything.count() == 0


def test_anothers_order_has_no_help_here(seller, shop):
    other = place_order()
    assert seller.get(f"/s/{shop.slug}/orders/{other.pk}/help/").status_code == 404


def test_questions_stay_with_their_shop(seller, shop):
    services.ask_support(
        shop_id=ShopFactory().pk, text="Zebra-12", actor=SELLER, now=timezone.now()
    )
    assert "Zebra-12" not in seller.get(f"/s/{shop.slug}/help/").content.decode()
