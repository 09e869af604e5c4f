"""The people of a shop: invite, change, remove, leave."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from sellers import selectors, services
from sellers.cabinet import pages
from sellers.cabinet.forms import InviteForm, RoleForm

TEAM = "sellers:settings-team"


def team(request: Any, shop: str) -> HttpResponse:
    """Show who works here; invite somebody."""
    asked = request.method == "POST"
    form = InviteForm(request.POST if asked else None)

    def invite(values: dict[str, Any]) -> None:
        services.invite_member(
            shop_id=request.shop.id, actor=request.actor, at=timezone.now(), **values
        )

    if asked and pages.sent(form, invite):
        text = _("%(email)s is in. A letter tells them how to sign in.")
        return pages.done(request, text % {"email": form.cleaned_data["email"]})
    context = {
        "form": form,
        "members": selectors.team_of(request.shop.id),
        "may_change": request.may("sellers:settings-role", "POST"),
        "me": request.principal.user_id,
    }
    return pages.page(request, "team", context, status=422 if asked else 200)


def role(request: Any, shop: str, user_id: int) -> HttpResponse:
    """Give somebody another role; to make them owner is to hand the shop over."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role."))
        return redirect(pages.address(request, TEAM))
    return pages.attempt(
        request,
        lambda: services.change_role(
            shop_id=request.shop.id,
            user_id=user_id,
            role=form.cleaned_data["role"],
            actor=request.actor,
            at=timezone.now(),
        ),
        _("The role is changed. It holds from their next click."),
        TEAM,
    )


def remove(request: Any, shop: str, user_id: int) -> HttpResponse:
    """Take somebody out of the shop."""
    try:
        tokens = _remove(request, user_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(pages.address(request, TEAM))
    if tokens:
        text = _("They are out. %(count)s live tokens are theirs: revoke those they may know.")
        messages.warning(request, text % {"count": tokens})
        return redirect(pages.address(request, "sellers:settings-tokens"))
    return pages.done(request, _("They are out, from their next click on."), TEAM)


def leave(request: Any, shop: str) -> HttpResponse:
    """Leave the shop oneself."""
    try:
        _remove(request, request.principal.user_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(pages.address(request, TEAM))
    messages.success(request, _("You have left %(shop)s.") % {"shop": request.shop.name})
    return redirect("home")


def _remove(request: Any, user_id: int) -> int:
    return services.remove_member(
        shop_id=request.shop.id, user_id=user_id, actor=request.actor, at=timezone.now()
    )
