"""What a shop sells: find it, add it, change it, pause it (R-004-37)."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import NotFound, Refusal, Stale
from kernel.problems import problem_response
from sellers import selectors, services
from sellers.cabinet import pages
from sellers.cabinet.journal import journal
from sellers.cabinet.offer_form import OfferForm, filled_from
from sellers.models import Offer

LIST = "sellers:offers"
EDIT = "sellers:offers-edit"
PAGE = 50
SALE = {"on": True, "paused": False}


def offer_list(request: Any, shop: str) -> HttpResponse:
    """Show the offers by SKU, a page at a time."""
    q = request.GET.get("q", "").replace("\0", "")[:100].strip()
    sale = request.GET.get("sale", "")
    offers = selectors.offers_of(request.scope, q=q, on_sale=SALE.get(sale))
    asked = {"q": q, "sale": sale if sale in SALE else ""}
    rows, page = _page(offers, request, asked)
    counts = selectors.offer_counts(request.scope)
    context = {"rows": rows, "page": page, "asked": asked, "counts": counts, **_rights(request)}
    return render(request, "cabinet/sellers/offers.html", context)


def _page(offers: Any, request: Any, asked: dict[str, str]) -> tuple[list[Offer], dict[str, str]]:
    """Return one page of offers and the ways to its neighbours."""
    before, after = (request.GET.get(n, "").replace("\0", "") for n in ("before", "after"))
    if before:
        found = list(offers.filter(sku__lt=before).order_by("-sku")[: PAGE + 1])
        rows, earlier, later = found[:PAGE][::-1], len(found) > PAGE, True
    else:
        found = selectors.page_of_offers(offers, after=after, limit=PAGE + 1)
        rows, earlier, later = found[:PAGE], bool(after), len(found) > PAGE
    return rows, {
        "prev_url": _turn(asked, before=rows[0].sku) if rows and earlier else "",
        "next_url": _turn(asked, after=rows[-1].sku) if rows and later else "",
    }


def _turn(asked: dict[str, str], **where: str) -> str:
    return "?" + urlencode({k: v for k, v in {**asked, **where}.items() if v})


def _rights(request: Any) -> dict[str, bool]:
    return {
        "may_edit": request.may(EDIT, "POST"),
        "may_pause": request.may("sellers:offers-pause", "POST"),
    }


def add(request: Any, shop: str) -> HttpResponse:
    """Put something new on sale."""
    asked, currency = request.method == "POST", request.shop.currency
    form = OfferForm(request.POST if asked else None, currency=currency)

    def create(values: dict[str, Any]) -> None:
        services.create_offer(
            shop_id=request.shop.id,
            sku=values["sku"],
            card=form.card(),
            actor=request.actor,
            at=timezone.now(),
        )

    if asked and pages.sent(form, create):
        return pages.done(request, _("%s is on sale.") % form.cleaned_data["sku"], LIST)
    context = {"form": form, **_rights(request)}
    return render(request, "cabinet/sellers/offer.html", context, status=422 if asked else 200)


def edit(request: Any, shop: str, offer_id: int) -> HttpResponse:
    """Show one offer with its history; change it, unless somebody was quicker."""
    offer = selectors.offer_of(request.scope, pk=offer_id)
    if request.method != "POST":
        form = OfferForm(initial=filled_from(offer), currency=offer.currency)
        return _shown(request, offer, form)
    data = request.POST.copy()
    data["sku"] = offer.sku
    form = OfferForm(data, initial=filled_from(offer), currency=offer.currency)
    if not form.is_valid():
        return _shown(request, offer, form, status=422)
    try:
        _edit(request, offer, form)
    except Stale:
        return _differing(request, offer, data)
    except Refusal as refusal:
        pages.refuse(form, refusal)
        return _shown(request, offer, form, status=refusal.status)
    return pages.done(request, _("%s is saved.") % offer.sku, EDIT, offer_id=offer.pk)


def _edit(request: Any, offer: Offer, form: OfferForm) -> None:
    services.edit_offer(
        shop_id=request.shop.id,
        offer_id=offer.pk,
        card=form.card(),
        version=form.cleaned_data["version"],
        actor=request.actor,
        at=timezone.now(),
    )


def _differing(request: Any, offer: Offer, data: Any) -> HttpResponse:
    """Show what was typed beside what stands now: sent again it is kept, else theirs is taken."""
    data["version"] = offer.version
    form = OfferForm(data, initial=filled_from(offer), currency=offer.currency)
    theirs = [(form[n].label, form[n].value(), form.initial[n]) for n in form.changed_data]
    return _shown(request, offer, form, status=409, differing=theirs)


def _shown(
    request: Any, offer: Offer, form: OfferForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    form.fields["sku"].disabled = True
    context = {"offer": offer, "form": form, "journal": journal(offer), **_rights(request), **more}
    return render(request, "cabinet/sellers/offer.html", context, status=status)


def pause(request: Any, shop: str, offer_id: int) -> HttpResponse:
    """Stop selling it: new orders for it are refused (R-004-37)."""
    return _act(request, offer_id, services.pause_offer, _("Paused: new orders are refused."))


def resume(request: Any, shop: str, offer_id: int) -> HttpResponse:
    """Sell it again."""
    return _act(request, offer_id, services.resume_offer, _("On sale again."))


def _act(request: Any, offer_id: int, act: Callable[..., Offer], text: str) -> HttpResponse:
    try:
        offer = act(shop_id=request.shop.id, pk=offer_id, actor=request.actor, at=timezone.now())
    except NotFound as refusal:
        return _not_there(request, refusal)
    if not request.htmx:
        return pages.done(request, f"{offer.sku}: {text}", LIST)
    back = "sellers:offers-resume" if offer.paused_at else "sellers:offers-pause"
    toast = {
        "level": "success",
        "text": f"{offer.sku}: {text}",
        "undoUrl": pages.address(request, back, offer_id=offer.pk),
    }
    events = json.dumps({"toast": toast, "refresh": True})
    return HttpResponse(status=204, headers={"HX-Trigger": events})


def _not_there(request: Any, refusal: NotFound) -> HttpResponse:
    if request.htmx:
        return problem_response(refusal.status, refusal.code, refusal)
    messages.error(request, str(refusal))
    return redirect(pages.address(request, LIST))
