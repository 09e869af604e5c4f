"""Settings of the shop itself: one concern a page, each change is history."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sellers import selectors, services
from sellers.cabinet import pages
from sellers.cabinet.forms import HoursForm, MailForm, ShopForm
from sellers.cabinet.hours import week_of
from sellers.cabinet.journal import journal
from sellers.models import Shop
from sellers.states import SELLERS_DUTIES, Duty, Role

SAVED = _("Saved. It holds from now on.")
Extra = Callable[[Any, Shop], dict[str, Any]]


def shop_settings(request: Any, shop: str) -> HttpResponse:
    """Show and change how the shop is called and spoken to."""
    return _setting(request, ShopForm, "shop", _facts)


def hours(request: Any, shop: str) -> HttpResponse:
    """Show and change when the shop works and when it wants quiet (R-004-21)."""
    return _setting(request, HoursForm, "hours", _week)


def mail(request: Any, shop: str) -> HttpResponse:
    """Show and change where the shop's mail goes (R-004-01, R-004-02)."""
    return _setting(request, MailForm, "mail", _receivers)


def _setting(
    request: Any, form_class: type[forms.Form], template: str, extra: Extra
) -> HttpResponse:
    shop = selectors.shop_of(request.shop.id)
    asked = request.method == "POST"
    initial = {name: getattr(shop, name) for name in form_class.base_fields}
    form = form_class(request.POST if asked else None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        services.change_shop_settings(
            shop_id=shop.pk, changes=values, actor=request.actor, at=timezone.now()
        )

    if asked and pages.sent(form, save):
        return pages.done(request, SAVED)
    context = {"form": form, "row": shop, **extra(form, shop)}
    return pages.page(request, template, context, status=422 if asked else 200)


def _facts(form: ShopForm, shop: Shop) -> dict[str, Any]:
    duties = [duty for duty in Duty if duty in SELLERS_DUTIES[shop.operating_model]]
    return {"journal": journal(shop), "duties": duties}


def _week(form: HoursForm, shop: Shop) -> dict[str, Any]:
    own_first = sorted(form.calendars, key=lambda calendar: calendar.code != shop.calendar)
    return {"weeks": [week_of(calendar, timezone.now()) for calendar in own_first]}


def _receivers(form: MailForm, shop: Shop) -> dict[str, Any]:
    people = selectors.people_of_shop(shop.pk)
    return {"owner": next((person for person in people if person.role == Role.OWNER), None)}
