"""Deadline policies as staff sees them: never changed, only followed by newer ones (R-004-20)."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from kernel.admin.forms import PolicyForm
from kernel.admin.roles import ADMINS, READERS
from kernel.backoffice import StaffAdmin, actor_of
from kernel.deadlines.changing_policies import Terms, add_policy
from kernel.deadlines.explaining import duration_words
from kernel.deadlines.models import DeadlinePolicy


@admin.register(DeadlinePolicy)
class DeadlinePolicyAdmin(StaffAdmin):
    """Policies: read by moderators, followed by newer ones by admins."""

    readers = READERS
    acts = {"add_policy": ADMINS}
    actions_list = ["add_policy"]
    list_display = ["kind", "channel", "shop_id", "limit", "good", "calendar", "shown_warnings",
                    "credits_outages", "effective_from"]  # fmt: skip
    list_filter = ["kind", "channel", "calendar"]
    ordering = ["kind", "channel", "shop_id", "-effective_from"]
    fields = ["kind", "channel", "shop_id", "offer_id", "effective_from", "limit", "good",
              "calendar", "shown_warnings", "credits_outages"]  # fmt: skip
    readonly_fields = fields

    @display(description=_("limit"))
    def limit(self, policy: DeadlinePolicy) -> str:
        """Show how long it may take."""
        if policy.days is not None:
            return ngettext("{n} day", "{n} days", policy.days).format(n=policy.days)
        if policy.allowance_s is None:
            return str(_("no limit"))
        return duration_words(policy.allowance_s)

    @display(description=_("excellent"))
    def good(self, policy: DeadlinePolicy) -> str:
        """Show until when it is excellent."""
        return "—" if policy.good_s is None else duration_words(policy.good_s)

    @display(description=_("warnings"))
    def shown_warnings(self, policy: DeadlinePolicy) -> str:
        """Show at which per cents somebody is warned."""
        return ", ".join(f"{level} %" for level in policy.warnings) or "—"

    @action(description=_("Add a policy"))
    def add_policy(self, request: Any) -> HttpResponse:
        """Let another policy hold from some moment on."""
        return self.act(
            request,
            PolicyForm,
            lambda values: _add(values, actor_of(request)),
            title=_("Add a policy"),
            says=_("The most special policy in force applies. Old ones stay as they were, and so do the "
                   "promises made by them, unless you say otherwise."),
            done=_("The policy is added."),
        )  # fmt: skip


def _add(values: dict[str, Any], actor: Any) -> object:
    now = timezone.now()
    since = values["effective_from"]
    allowance, good = values["allowance_min"], values["good_min"]
    terms = Terms(
        kind=values["kind"],
        channel=values["channel"].strip(),
        shop_id=values["shop_id"],
        offer_id=values["offer_id"],
        effective_from=since or now,
        calendar=values["calendar"],
        allowance_s=None if allowance is None else allowance * 60,
        good_s=None if good is None else good * 60,
        days=values["days"],
        warnings=values["warnings"],
        credits_outages=values["credits_outages"],
    )
    applies = values["applies_to_running"]
    return add_policy(terms, actor=actor, now=now, applies_to_running=applies)
