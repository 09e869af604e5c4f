"""News for sellers: written as a draft, published by an act (R-003-26)."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from desk import services
from desk.admin.acting import MODERATORS, DeskAdmin
from desk.admin.forms import ReasonForm
from desk.models import NewsItem
from kernel.backoffice import actor_of

DRAFT, PUBLISHED = "draft", "published"
TONES = {DRAFT: "warning", PUBLISHED: "success"}
WORDS = {DRAFT: _("draft"), PUBLISHED: _("published")}
LANGUAGES = ("en", "uk", "ru", "zh")


@admin.register(NewsItem)
class NewsItemAdmin(DeskAdmin):
    """Drafts are edited, what is published is not: withdraw it first."""

    editors = MODERATORS
    actions_detail = ["publish", "withdraw"]
    acts = dict.fromkeys(actions_detail, MODERATORS)
    legal = {DRAFT: ("publish",), PUBLISHED: ("withdraw",)}
    list_display = ["__str__", "kind", "country", "shown_state", "published_at", "readers_count"]
    list_filter = ["kind", "country"]
    search_fields = ["title_en", "title_uk", "title_ru", "title_zh"]
    ordering = ["-id"]
    fields = [*(f"{part}_{code}" for code in LANGUAGES for part in ("title", "body")), "country"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[NewsItem]:
        """Return the rows with how many people have read each."""
        return super().get_queryset(request).annotate(read_by=Count("reads"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow to edit drafts."""
        draft = obj is None or obj.published_at is None
        return draft and super().has_change_permission(request, obj)

    def save_model(self, request: Any, obj: NewsItem, form: Any, change: bool) -> None:
        """Keep the draft."""
        services.keep_draft(item=obj, actor=actor_of(request), now=timezone.now())

    def state_of(self, row: NewsItem) -> str:
        """Return whether it is out."""
        return DRAFT if row.published_at is None else PUBLISHED

    @display(description=_("state"), label=TONES)
    def shown_state(self, row: NewsItem) -> tuple[str, Any]:
        """Show whether it is out."""
        state = self.state_of(row)
        return state, WORDS[state]

    @display(description=_("read by"))
    def readers_count(self, row: Any) -> int:
        """Show how many people have read it."""
        return int(row.read_by)

    @action(description=_("Publish"))
    def publish(self, request: Any, object_id: str) -> HttpResponse:
        """Show it to its shops."""
        item = self.row(request, object_id)
        return self.act(
            request,
            Form,
            lambda _values: services.publish_news(
                item_id=item.pk, actor=actor_of(request), now=timezone.now()
            ),
            title=_("Publish"),
            says=_("Everybody in its shops sees it as unread from their next page on."),
            done=_("Published."),
            obj=item,
        )

    @action(description=_("Withdraw"))
    def withdraw(self, request: Any, object_id: str) -> HttpResponse:
        """Make it a draft again."""
        item = self.row(request, object_id)
        return self.act(
            request,
            ReasonForm,
            lambda values: services.withdraw_news(
                item_id=item.pk, actor=actor_of(request), now=timezone.now(), **values
            ),
            title=_("Withdraw"),
            says=_("Nobody sees it any more; when it comes back, it is unread again."),
            done=_("It is a draft again."),
            obj=item,
        )
