"""A shop asks support, and a moderator answers (R-004-05)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.models import Question
from desk.services.locking import note
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.scope import Scope
from orders.public import NoSuchOrder, order_standing

LONGEST = 4_000


class QuestionEmpty(Refusal):
    """A question and an answer need words."""

    code = "question_empty"


class QuestionNotFound(NotFound):
    """There is no such question."""

    code = "question_not_found"


class QuestionAnswered(Conflict):
    """Somebody has answered it already."""

    code = "question_answered"


@transaction.atomic
def ask_support(
    *, shop_id: int, text: str, actor: Actor, now: datetime, order_id: UUID | None = None
) -> Question:
    """Put the shop's question before the moderators. Raises QuestionEmpty, NoSuchOrder."""
    if order_id is not None and order_standing(Scope.shop(shop_id), order_id) is None:
        raise NoSuchOrder(_("There is no such order in this shop."))
    row = Question.everything.create(
        shop_id=shop_id,
        order_id=order_id,
        text=_words(text, "text"),
        asked_by=actor.label,
        asked_at=now,
    )
    note(row, action="ask", actor=actor, at=now)
    return row


@transaction.atomic
def answer_question(*, question_id: int, answer: str, actor: Actor, now: datetime) -> Question:
    """Answer it, once; the shop reads it on its help page. Raises QuestionNotFound, QuestionAnswered."""
    row = Question.everything.select_for_update().filter(pk=question_id).first()
    if row is None:
        raise QuestionNotFound(_("There is no such question."))
    if row.answered_at is not None:
        raise QuestionAnswered(_("Somebody has answered this question already."))
    row.answer, row.answered_by, row.answered_at = _words(answer, "answer"), actor.label, now
    row.save()
    note(row, action="answer", actor=actor, at=now)
    return row


def _words(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise QuestionEmpty(_("Write 1 to %(most)d characters.") % {"most": LONGEST}, field=field)
    return text
