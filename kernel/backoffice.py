"""The back office's ground: staff find and read; what changes anything is a named act of a service.

A model's page says by roles who reads it, who fills in its form, and who presses which act. The access
table of the roof is made from these words, so nothing is open that does not say for whom.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model, URLField
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor

Roles = frozenset[str]
NOBODY: Roles = frozenset()


class Tones(dict[str, str]):
    """The colours of a state's badge; a state without one is grey, and still called by its name."""

    def __missing__(self, state: str) -> str:
        """Return no colour: Unfold would show the bare code of a state that is not named."""
        return ""


def roles_of(request: Any) -> Roles:
    """Return the caller's roles on the platform."""
    principal = getattr(request, "principal", None)
    return principal.platform_roles if principal is not None else NOBODY


def actor_of(request: Any) -> Actor:
    """Return the caller as history names them."""
    actor: Actor = request.principal.actor("backoffice")
    return actor


class StaffAdmin(ModelAdmin):
    """Rows to be read by ``readers``. Nobody adds, changes or deletes unless ``editors`` says who.

    ``acts`` gives the roles for each of ``actions_list`` and ``actions_detail``; each act shows a form by
    GET and calls one service by POST: see `act`.
    """

    readers: Roles = NOBODY
    editors: Roles = NOBODY
    adds = changes = True  # whether the editors may add rows, and change those that are there
    acts: Mapping[str, Roles] = {}
    actions = None
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the page in the index to whoever may open it."""
        return bool(roles_of(request) & (self.readers | self.editors))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow the readers."""
        return bool(roles_of(request) & self.readers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow the editors, where rows are added by hand at all."""
        return self.adds and bool(roles_of(request) & self.editors)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow the editors, where rows are changed by hand at all."""
        return self.changes and bool(roles_of(request) & self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow nobody: what was there stays to be looked up."""
        return False

    def get_actions_list(self, request: HttpRequest) -> list[Any]:
        """Return the acts above the list that the caller may press."""
        return self._permitted(request, super().get_actions_list(request))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the acts on one row that the caller may press."""
        return self._permitted(request, super().get_actions_detail(request, object_id))

    def _permitted(self, request: HttpRequest, actions: list[Any]) -> list[Any]:
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        allowed = {prefix + n for n, roles in self.acts.items() if roles & roles_of(request)}
        return [action for action in actions if action.action_name in allowed]

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row. Raises Http404."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def act(
        self,
        request: Any,
        form_class: type[Form],
        run: Callable[[dict[str, Any]], object],
        *,
        title: Any,
        says: Any,
        done: Any,
        obj: Model | None = None,
    ) -> HttpResponse:
        """Show the form of one act; once it is sent and valid, run it and go back to the row or the list.

        A refusal is shown on the form and changes nothing. ``says`` tells beforehand what follows.
        """
        back, asked = self._back(obj), request.method == "POST"
        form = form_class(request.POST, request.FILES) if asked else form_class()
        if asked and form.is_valid():
            try:
                run(form.cleaned_data)
            except Refusal as refusal:
                form.add_error(
                    refusal.field if refusal.field in form.fields else None, str(refusal)
                )
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": title,
            "says": says,
            "form": form,
            "back": back,
        }
        status = 422 if asked else 200
        return TemplateResponse(request, "backoffice/act.html", context, status=status)

    def _back(self, obj: Model | None) -> str:
        base = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{base}_change", args=[obj.pk]) if obj else reverse(f"{base}_changelist")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show what happened to the row: who, when, what from what to what, why."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        lines = history.of(str(self.opts.model_name), obj.pk).order_by("-id")[:200]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": capfirst(str(obj)),
            "lines": lines,
            "back": self._back(obj),
        }
        return TemplateResponse(request, "backoffice/history.html", context)
