"""What shops ask support, and our answers (R-004-05)."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from desk import services
from desk.admin.acting import MODERATORS, DeskAdmin
from desk.admin.forms import AnswerForm
from desk.models import Question
from kernel.backoffice import actor_of

OPEN, ANSWERED = "open", "answered"
WORDS = {OPEN: _("waits"), ANSWERED: _("answered")}


@admin.register(Question)
class QuestionAdmin(DeskAdmin):
    """Questions: answered once, in words the shop reads on its help page."""

    actions_detail = ["give_answer"]
    acts = {"give_answer": MODERATORS}
    legal = {OPEN: ("give_answer",)}
    list_display = ["__str__", "shop", "shown_state", "asked_at", "asked_by"]
    list_select_related = ["shop"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    search_fields = ["text", "shop__name"]
    ordering = ["-id"]
    fields = ["shop", "order", "text", "asked_by", "asked_at", "answer", "answered_by"]

    def state_of(self, row: Question) -> str:
        """Return whether it waits."""
        return OPEN if row.answered_at is None else ANSWERED

    @display(description=_("state"), label={OPEN: "warning", ANSWERED: "success"})
    def shown_state(self, row: Question) -> tuple[str, Any]:
        """Show whether it waits."""
        state = self.state_of(row)
        return state, WORDS[state]

    @action(description=_("Answer"))
    def give_answer(self, request: Any, object_id: str) -> HttpResponse:
        """Answer it."""
        row = self.row(request, object_id)
        return self.act(
            request,
            AnswerForm,
            lambda values: services.answer_question(
                question_id=row.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
            title=_("Answer"),
            says=_("The shop reads it on its help page."),
            done=_("Answered."),
            obj=row,
        )
