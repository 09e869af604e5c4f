"""A damaged parcel of an order: report it, add photo and act, submit it, print the act (R-002-65..-67)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import NotFound, Refusal
from logistics.selectors.damages import ACT, PHOTO, Damage, act_of, damage_of_order
from logistics.services.damaging import (
    Findings,
    Signing,
    add_damage_file,
    report_damage,
    submit_damage,
)
from orders.public import order_standing

_when = {"type": "datetime-local"}


class FindingsForm(forms.Form):
    """What was found."""

    signed_at = forms.DateTimeField(
        label=gettext_lazy("The buyer signed for the parcel"),
        widget=forms.DateTimeInput(attrs=_when, format="%Y-%m-%dT%H:%M"),
    )
    opened_at = forms.DateTimeField(
        label=gettext_lazy("The parcel was opened"),
        widget=forms.DateTimeInput(attrs=_when, format="%Y-%m-%dT%H:%M"),
    )
    opened_unsigned = forms.BooleanField(
        label=gettext_lazy("It was opened before it was signed for"), required=False
    )
    package_damaged = forms.BooleanField(
        label=gettext_lazy("The package is damaged"), required=False, initial=True
    )
    product_damaged = forms.BooleanField(
        label=gettext_lazy("The goods are damaged"), required=False, initial=True
    )
    description = forms.CharField(
        label=gettext_lazy("What is damaged, and how"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FileForm(forms.Form):
    """A photo, or the signed act."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(PHOTO, gettext_lazy("Photo")), (ACT, gettext_lazy("Signed act"))],
    )
    file = forms.FileField(label=gettext_lazy("File"))


class SigningForm(forms.Form):
    """Who has signed the act."""

    courier_name = forms.CharField(label=gettext_lazy("Courier"), required=False, max_length=200)
    buyer_name = forms.CharField(label=gettext_lazy("Buyer"), required=False, max_length=200)
    unsigned_reason = forms.CharField(
        label=gettext_lazy("Why the buyer did not sign"), required=False, max_length=300
    )


def damage(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the case of an order's parcel, or the form that opens it; a sent form reports it."""
    standing = order_standing(request.scope, order_id)
    if standing is None:
        raise Http404
    found = damage_of_order(request.scope, order_id)
    form = FindingsForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and _is_valid(request, form):
        return _do(
            request,
            order_id,
            lambda: report_damage(
                order_id=order_id,
                scope=request.scope,
                findings=Findings(**form.cleaned_data),
                actor=request.actor,
                now=timezone.now(),
            ),
        )
    context = {
        "order": standing,
        "found": found,
        "form": form,
        "file_form": FileForm(),
        "signing_form": SigningForm(),
    }
    return render(request, "cabinet/logistics/damage.html", context)


def add_file(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Keep a photo or the signed act."""
    form, found = FileForm(request.POST, request.FILES), _found(request, order_id)
    if found is None:
        return _not_reported(request, order_id)
    if not form.is_valid():
        messages.error(request, _("Choose a file."))
        return redirect("logistics:damage", shop=shop, order_id=order_id)
    file = form.cleaned_data["file"]
    return _do(
        request,
        order_id,
        lambda: add_damage_file(
            case_id=found.case.pk,
            scope=request.scope,
            kind=form.cleaned_data["kind"],
            name=file.name,
            media_type=file.content_type,
            content=file.read(),
            actor=request.actor,
            now=timezone.now(),
        ),
    )


def submit(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Submit the case with who has signed."""
    form, found = SigningForm(request.POST), _found(request, order_id)
    if found is None:
        return _not_reported(request, order_id)
    form.is_valid()
    signing = Signing(**{name: form.cleaned_data.get(name, "") for name in form.fields})
    return _do(
        request,
        order_id,
        lambda: submit_damage(
            case_id=found.case.pk,
            scope=request.scope,
            signing=signing,
            actor=request.actor,
            now=timezone.now(),
        ),
    )


def act(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Return the Act of Non-Conformity as a PDF (C-17)."""
    found = _found(request, order_id)
    if found is None:
        return _not_reported(request, order_id)
    paper = act_of(request.scope, found.case, ZoneInfo(request.shop.zone))
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.case.number}.pdf"'
    return answer


def _is_valid(request: Any, form: forms.Form) -> bool:
    with timezone.override(ZoneInfo(request.shop.zone)):
        return form.is_valid()


def _initial(found: Damage | None) -> dict[str, Any]:
    names = FindingsForm.base_fields
    return {name: getattr(found.case, name) for name in names} if found else {}


def _found(request: Any, order_id: UUID) -> Damage | None:
    """Return the case of an order of the shop; another shop's order is not found."""
    if order_standing(request.scope, order_id) is None:
        raise Http404
    return damage_of_order(request.scope, order_id)


def _not_reported(request: Any, order_id: UUID) -> HttpResponse:
    messages.error(request, _("Write down what was found first."))
    return redirect("logistics:damage", shop=request.shop.slug, order_id=order_id)


def _do(request: Any, order_id: UUID, call: Callable[[], object]) -> HttpResponse:
    try:
        call()
    except NotFound as missing:
        raise Http404 from missing
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("logistics:damage", shop=request.shop.slug, order_id=order_id)
