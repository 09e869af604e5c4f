"""What the settings pages share: the tabs beside them, a form that is sent, and what it is answered."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

TABS = [
    ("sellers:settings", _("Shop"), "building-store"),
    ("sellers:settings-hours", _("Hours and calendar"), "calendar-clock"),
    ("sellers:settings-mail", _("E-mail for orders"), "mail"),
    ("notifications:settings", _("Notifications"), "bell"),
    ("sellers:settings-team", _("Team"), "users"),
    ("sellers:settings-tokens", _("API tokens"), "key"),
    ("sellers:settings-account", _("My account"), "user-circle"),
]


def tabs(request: Any) -> list[dict[str, Any]]:
    """Return the settings pages that there are and the caller may open."""
    here = request.resolver_match.view_name
    return [
        {"label": label, "icon": icon, "url": url, "active": name == here}
        for name, label, icon in TABS
        if request.may(name) and (url := address(request, name))
    ]


def address(request: Any, name: str, **kwargs: object) -> str:
    """Return the address of a page of the shop in hand; nothing when there is no such page."""
    try:
        return reverse(name, kwargs={"shop": request.shop.slug, **kwargs})
    except NoReverseMatch:
        return ""


def page(
    request: Any, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Draw a settings page."""
    known = {
        "tabs": tabs(request),
        "may_write": request.may(request.resolver_match.view_name, "POST"),
    }
    return render(
        request, f"cabinet/sellers/{template}.html", known | (context or {}), status=status
    )


def sent(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run ``act`` on what a valid form says; a refusal becomes an error of its field. True when done."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal where it belongs: at its field when the form has it, else above all."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def done(request: Any, text: Any, name: str = "", **kwargs: object) -> HttpResponse:
    """Say what happened, on the page of that name or on this one."""
    messages.success(request, text)
    return redirect(address(request, name or request.resolver_match.view_name, **kwargs))


def attempt(request: Any, act: Callable[[], Any], text: Any, name: str) -> HttpResponse:
    """Do one act of a button, and say on the page ``name`` what became of it."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(address(request, name))
    return done(request, text, name)
