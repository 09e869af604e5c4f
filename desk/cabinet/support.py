"""Help: an article for each state, questions to support, the manager's contact (R-004-05)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk import services
from desk.rules.articles import ARTICLES
from desk.selectors.support import managers_of, questions_of
from kernel.errors import Refusal
from orders.public import order_standing


class QuestionForm(forms.Form):
    """What is not clear, and about which order."""

    text = forms.CharField(
        label=_("Your question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    order_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


def help_page(request: Any, shop: str) -> HttpResponse:
    """Show all articles, the contacts, and the shop's questions with their answers."""
    return _page(request, QuestionForm())


def order_help(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """Show the part of the order page: the article of its state, the contacts, the form (R-004-05)."""
    standing = order_standing(request.scope, order_id)
    if standing is None:
        raise Http404
    context = {
        "article": ARTICLES[standing.state],
        "managers": managers_of(request.shop.id),
        "form": QuestionForm(initial={"order_id": order_id}, auto_id="help_%s"),
    }
    return render(request, "cabinet/desk/_order_help.html", context)


def ask(request: Any, shop: str) -> HttpResponse:
    """Put a question before the moderators."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        services.ask_support(
            shop_id=request.shop.id, actor=request.actor, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, form, status=422)
    messages.success(request, str(_("Support has your question; the answer will stand here.")))
    return redirect("desk:help", shop)


def _page(request: Any, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "articles": ARTICLES.values(),
        "managers": managers_of(request.shop.id),
        "questions": questions_of(request.scope),
        "form": form,
    }
    return render(request, "cabinet/desk/help.html", context, status=status)
