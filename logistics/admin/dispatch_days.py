"""Dispatch days: one page of evidence a day, each number a list (issue 5, R-002-25, R-002-26)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from kernel.backoffice import StaffAdmin, Tones, actor_of
from kernel.scope import PLATFORM
from logistics.admin.carriers import READERS
from logistics.models import CutOffWarning, DispatchDay, DispatchNotice, Pickup
from logistics.models.dispatch_notice import AsnState
from logistics.selectors.dispatch_evidence import Evidence, evidence_of
from logistics.services import acknowledge_warning, choose_slot, tell_day_again
from logistics.states import DayState, NoticeState, PickupState
from sellers.public import Role

LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.ADMIN})
DAY_TONES = Tones({DayState.OPEN: "info", DayState.SEALED: "warning", DayState.ASKED: "success"})
NOTICE_TONES = Tones(
    {
        NoticeState.PLANNED: "info",
        NoticeState.UNKNOWN: "warning",
        NoticeState.ACCEPTED: "success",
        NoticeState.REFUSED: "danger",
    }
)
PICKUP_TONES = Tones(
    {
        PickupState.PLANNED: "info",
        PickupState.ACCEPTED: "success",
        PickupState.REFUSED: "danger",
    }
)


def _list_of(model: str, **where: str | int) -> str:
    return f"{reverse(f'admin:logistics_{model}_changelist')}?{urlencode(where)}"


class SlotForm(forms.Form):
    """Between which hours the truck should come."""

    since = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    until = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))


@admin.register(DispatchDay)
class DispatchDayAdmin(StaffAdmin):
    """Every day of every warehouse and channel: when it was cut off, what was in it, what became of it."""

    readers = READERS
    acts = {"slot": LEADS, "again": LEADS}
    actions_detail = ["slot", "again"]
    change_form_before_template = "backoffice/logistics/day.html"
    list_display = ["on", "warehouse", "channel", "shown_state", "due_at", "sealed_at", "pickup_on"]
    list_select_related = ["warehouse", "channel"]
    list_filter = ["warehouse", "channel", "state"]
    date_hierarchy = "on"
    ordering = ["-on", "warehouse", "channel"]
    fields = [
        ("warehouse", "channel", "on"),
        ("begins_at", "due_at"),
        ("state", "sealed_at", "settled_at"),
        ("pickup_on", "pickup_from", "pickup_until"),
        "pickup_address",
    ]

    @display(description=_("state"), label=DAY_TONES)
    def shown_state(self, day: DispatchDay) -> tuple[str, Any]:
        """Show how far it is."""
        return day.state, DayState(day.state).label

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the day with its numbers."""
        day = self.row(request, object_id)
        seen = evidence_of(day)
        context = {
            **(extra_context or {}),
            "day": day,
            "seen": seen,
            "numbers": _numbers(day, seen),
            "pickups": [
                (one, _list_of("dispatchnotice", pickup__id__exact=one.pk)) for one in seen.pickups
            ],
        }
        return super().change_view(request, object_id, form_url, context)

    @action(description=_("Choose the hours of its truck"))
    def slot(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say when the truck should come, before the day is sealed."""
        day = self.row(request, object_id)
        return self.act(
            request,
            SlotForm,
            lambda data: choose_slot(day.pk, **data, actor=actor_of(request), at=timezone.now()),
            title=_("Choose the hours of its truck"),
            says=_("Hours of the warehouse, within those agreed with the carrier."),
            done=_("The truck is asked for between these hours."),
            obj=day,
        )

    @action(description=_("Tell again what was refused"))
    def again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Plan the refused notices and pickups of a day anew."""
        day = self.row(request, object_id)
        return self.act(
            request,
            forms.Form,
            lambda _data: tell_day_again(day.pk, actor=actor_of(request), at=timezone.now()),
            title=_("Tell again what was refused"),
            says=_(
                "Each refused notice and pickup of this day is sent once more. Mend the cause first:"
                " the words of the refusal stand beside it."
            ),
            done=_("It is being told again."),
            obj=day,
        )


def _numbers(day: DispatchDay, seen: Evidence) -> list[tuple[Any, int, str, str]]:
    """Return (what, how many, the list of them, tone)."""
    of_day: dict[str, str | int] = {"day__id__exact": day.pk}
    rows: list[tuple[Any, int, str, str]] = [
        (_("scanned out in time"), seen.in_time, _list_of("dispatchnotice", **of_day), "")
    ]
    if seen.day_after is not None:
        later: dict[str, str | int] = {
            "day__id__exact": seen.day_after,
            "dispatched_at__lt": seen.midnight.isoformat(),
        }
        rows.append((_("after the cut-off"), seen.after, _list_of("dispatchnotice", **later), ""))
    rows += [
        (
            NoticeState(state).label,
            count,
            _list_of("dispatchnotice", **of_day, state__exact=state),
            "" if state == NoticeState.ACCEPTED else "bad",
        )
        for state, count in seen.states.items()
    ]
    rows += _asns(day, seen)
    late = {**of_day, "state__exact": "accepted", "answered_at__gte": day.due_at.isoformat()}
    rows.append(
        (
            _("accepted after the cut-off"),
            seen.acknowledged_late,
            _list_of("dispatchnotice", **late),
            "",
        )
    )
    without = {**of_day, "pickup__isnull": "True"}
    rows.append(
        (_("not in a pickup"), seen.not_in_pickup, _list_of("dispatchnotice", **without), "bad")
    )
    other = {**of_day, "pickup__day__gt": day.pk}
    rows.append(
        (_("in a later pickup"), seen.in_later_pickup, _list_of("dispatchnotice", **other), "")
    )
    return rows


def _asns(day: DispatchDay, seen: Evidence) -> list[tuple[Any, int, str, str]]:
    where: dict[str, str | int] = {"day__id__exact": day.pk}
    return [
        (
            format_lazy("ASN: {}", AsnState(state).label),
            count,
            _list_of("dispatchnotice", **where, asn__exact=state),
            "" if state == AsnState.ACCEPTED else "bad",
        )
        for state, count in seen.asns.items()
    ]


@admin.register(DispatchNotice)
class DispatchNoticeAdmin(StaffAdmin):
    """That each parcel scanned out was told of: to whom, when, and what they said."""

    readers = READERS
    list_display = [
        "outbound",
        "shop",
        "day",
        "dispatched_at",
        "recipient",
        "shown_state",
        "answered_at",
        "words",
        "asn",
        "asn_words",
        "pickup",
    ]
    list_select_related = ["outbound", "shop", "day", "pickup__day"]
    list_filter = ["state", "asn", "recipient", "day__warehouse", "day__channel"]
    search_fields = ["outbound__code", "outbound__order__number"]
    ordering = ["-dispatched_at", "-id"]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Allow the lists behind the numbers of a day."""
        return lookup == "pickup__day__gt" or super().lookup_allowed(lookup, value, request)

    @display(description=_("state"), label=NOTICE_TONES)
    def shown_state(self, notice: DispatchNotice) -> tuple[str, Any]:
        """Show what is known of it."""
        return notice.state, NoticeState(notice.state).label


@admin.register(Pickup)
class PickupAdmin(StaffAdmin):
    """Trucks asked for, and what was answered."""

    readers = READERS
    list_display = ["day", "shop", "recipient", "shown_state", "parcels", "asked_at", "answered_at"]
    list_select_related = ["day", "shop"]
    list_filter = ["state", "recipient"]
    ordering = ["-asked_at"]

    @display(description=_("state"), label=PICKUP_TONES)
    def shown_state(self, pickup: Pickup) -> tuple[str, Any]:
        """Show what is known of it."""
        return pickup.state, PickupState(pickup.state).label


@admin.register(CutOffWarning)
class CutOffWarningAdmin(StaffAdmin):
    """Warnings before cut-offs, and who has seen them: pressing the button ends the louder ones."""

    readers = READERS
    acts = {"acknowledge": LEADS}
    actions_detail = ["acknowledge"]
    list_display = [
        "due_at",
        "warehouse",
        "shop",
        "minutes",
        "parcels",
        "told_at",
        "acknowledged_by",
    ]
    list_select_related = ["warehouse", "shop"]
    list_filter = ["warehouse"]
    ordering = ["-told_at"]

    @action(description=_("I have seen it"))
    def acknowledge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take it on: nobody is warned of this cut-off any more."""
        warning = self.row(request, object_id)
        return self.act(
            request,
            forms.Form,
            lambda _data: acknowledge_warning(
                warning.pk, scope=PLATFORM, actor=actor_of(request), at=timezone.now()
            ),
            title=_("I have seen it"),
            says=_("The louder warnings of this cut-off are not sent. Your name stands beside it."),
            done=_("Noted. See to it that they leave in time."),
            obj=warning,
        )
