"""The words of messages: what is shipped, what staff changed, how it looks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from kernel.backoffice import StaffAdmin, actor_of
from notifications.models import TemplateText
from notifications.rules.languages import LANGUAGES
from notifications.rules.topics import TOPICS
from notifications.rules.wording import why_not
from notifications.selectors.gallery import matrix, preview
from notifications.selectors.templates import shipped
from notifications.services.write_template import write_template
from notifications.states import Channel
from sellers.public import Role

STAFF = frozenset({Role.MODERATOR, Role.ADMIN})
PARTS = ("subject", *Channel.values)


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class TemplateTextForm(forms.ModelForm):
    """One part of one message in one language, checked with the sample values before it is kept."""

    topic = forms.ChoiceField(
        label=_("message"), choices=_choices(TOPICS), widget=UnfoldAdminSelectWidget
    )
    language = forms.ChoiceField(
        label=_("language"), choices=_choices(LANGUAGES), widget=UnfoldAdminSelectWidget
    )
    part = forms.ChoiceField(
        label=_("part"), choices=_choices(PARTS), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = TemplateText
        fields = ["topic", "language", "part", "body", "enabled"]

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be sent, with what is wrong about it."""
        told = super().clean() or self.cleaned_data
        if told.get("body", "").strip() and {"topic", "part"} <= set(told):
            reason, wrong = why_not(told["topic"], told["part"], told["body"])
            if reason:
                self.add_error("body", f"{reason} {wrong}".strip())
        return told


@admin.register(TemplateText)
class TemplateTextAdmin(StaffAdmin):
    """Words in place of the shipped ones, and channels kept silent (R-004-32b)."""

    readers = STAFF
    editors = STAFF
    acts = {"matrix": STAFF, "preview": STAFF}
    actions_list = ["matrix", "preview"]
    form = TemplateTextForm
    list_display = ["topic", "language", "part", "enabled", "changed_by", "changed_at"]
    list_filter = ["topic", "language", "enabled"]
    list_select_related = ["changed_by"]
    ordering = ["topic", "language", "part"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the shipped words, when the address names them."""
        told: dict[str, Any] = super().get_changeform_initial_data(request)
        topic, language = told.get("topic", ""), told.get("language", "")
        if topic in TOPICS and language in LANGUAGES:
            told["body"] = shipped(topic, language).get(told.get("part", ""), "")
        return told

    def save_model(self, request: Any, obj: TemplateText, form: Any, change: bool) -> None:
        """Keep the words through their service."""
        kept = write_template(
            topic=obj.topic,
            language=obj.language,
            part=obj.part,
            body=obj.body,
            enabled=obj.enabled,
            actor=actor_of(request),
            at=timezone.now(),
        )
        obj.pk = kept.pk

    @action(description=_("All messages"))
    def matrix(self, request: Any) -> HttpResponse:
        """Show every message by language and part: shipped, ours or silent."""
        return self._page(request, "matrix", _("All messages"), {"topics": matrix()})

    @action(description=_("Preview"))
    def preview(self, request: Any) -> HttpResponse:
        """Show one message in every language with sample values."""
        topic = request.GET.get("topic", next(iter(TOPICS)))
        if topic not in TOPICS:
            raise Http404
        shown = [(language, preview(topic, language)) for language in LANGUAGES]
        context = {"topic": topic, "shown": shown, "topics": TOPICS}
        return self._page(request, "preview", _("Preview"), context)

    def _page(
        self, request: Any, template: str, title: Any, context: dict[str, Any]
    ) -> HttpResponse:
        known = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        name = f"backoffice/notifications/{template}.html"
        return TemplateResponse(request, name, known | context)
