"""The seller's claims: what the carrier says of his parcels, what we show, and who answers for it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode

from logistics.cabinet.claim_words import GROUP_NAMES, TONES, next_step, told
from logistics.models import ClaimFile
from logistics.selectors import claims as selector
from logistics.services.claim_papers import claim_bundle

MOST_PAGES = 200


def claim_list(request: Any, shop: str) -> HttpResponse:
    """Show the shop's claims, those that somebody has to decide first."""
    group, find = request.GET.get("group", ""), request.GET.get("q", "").strip()[:60]
    number = request.GET.get("page", "1")
    page = min(int(number), MOST_PAGES) if number.isdecimal() and int(number[:6]) > 0 else 1
    now = timezone.now()
    found = selector.claims_of(request.scope, now=now, group=group, find=find, page=page)

    def link(**more: object) -> str:
        words = {"group": group, "q": find, **more}
        return f"{request.path}?{urlencode({k: v for k, v in words.items() if v})}"

    context = {
        "rows": [
            {"one": row.claim, "clock": row.clock, "tone": TONES[row.claim.state],
             "next": next_step(row.claim)}
            for row in found.rows
        ],
        "tabs": [
            {"label": GROUP_NAMES[name], "count": found.counts[name], "url": link(group=name),
             "on": name == group}
            for name in selector.GROUPS
        ],
        "all": {"count": sum(found.counts.values()), "url": link(group=""),
                "on": group not in selector.GROUPS},
        "find": find,
        "group": group,
        "page": {
            "prev_url": link(page=page - 1) if page > 1 else "",
            "next_url": link(page=page + 1) if found.more else "",
            "label": "",
        },
    }  # fmt: skip
    return render(request, "cabinet/logistics/claims.html", context)


def claim_page(request: Any, shop: str, claim_id: UUID) -> HttpResponse:
    """Show one claim with everything on one page."""
    page = selector.claim_page(request.scope, claim_id, now=timezone.now())
    if page is None:
        raise Http404
    context = {
        "page": page,
        "claim": page.claim,
        "tone": TONES[page.claim.state],
        "next": next_step(page.claim),
        "history": told(page.history),
    }
    return render(request, "cabinet/logistics/claim.html", context)


def bundle(request: Any, shop: str, claim_id: UUID) -> HttpResponse:
    """Give the evidence as a PDF."""
    return pdf_of(request.scope, claim_id)


def pdf_of(scope: Any, claim_id: UUID) -> HttpResponse:
    """Return the evidence of a claim of the scope as a PDF. Raises Http404."""
    made = claim_bundle(scope, claim_id, at=timezone.now())
    if made is None:
        raise Http404
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="claim-{claim_id}.pdf"'
    return answer


def file(request: Any, shop: str, claim_id: UUID, file_id: int) -> HttpResponse:
    """Give one file of a claim, never as a page of ours."""
    return file_of(request.scope, claim_id, file_id)


def file_of(scope: Any, claim_id: UUID, file_id: int) -> HttpResponse:
    """Return one file of a claim of the scope. Raises Http404."""
    claims = selector.visible_claims(scope)
    kept = get_object_or_404(ClaimFile, pk=file_id, claim__in=claims.filter(pk=claim_id))
    answer = HttpResponse(bytes(kept.content), content_type="application/octet-stream")
    name = "".join(c for c in kept.name if c.isascii() and (c.isalnum() or c in "._- ")) or "file"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
