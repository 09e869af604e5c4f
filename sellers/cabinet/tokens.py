"""Keys for integrators: issue, see the secret once, revoke."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from kernel.errors import Refusal
from sellers import selectors, services
from sellers.cabinet import pages
from sellers.cabinet.forms import EXPIRY, TokenForm

TOKENS = "sellers:settings-tokens"


@sensitive_variables("issued")
def tokens(request: Any, shop: str) -> HttpResponse:
    """Show the shop's tokens; issue one. Its secret is in this answer and nowhere else (A7)."""
    if request.method != "POST":
        return _page(request, TokenForm())
    form, now = TokenForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        issued = _issue(request, form.cleaned_data, now)
    except Refusal as refusal:
        pages.refuse(form, refusal)
        return _page(request, form, status=refusal.status)
    answer = _page(request, TokenForm(), issued=issued)
    answer["Cache-Control"] = "no-store"
    return answer


def revoke(request: Any, shop: str, token_id: int) -> HttpResponse:
    """Take a token back."""
    return pages.attempt(
        request,
        lambda: services.revoke_token(
            shop_id=request.shop.id, token_id=token_id, actor=request.actor, at=timezone.now()
        ),
        _("Revoked. Its next request is refused."),
        TOKENS,
    )


def _issue(request: Any, values: dict[str, Any], now: datetime) -> services.Issued:
    days = EXPIRY[values["days"]]
    return services.issue_token(
        shop_id=request.shop.id,
        label=values["label"],
        scopes=values["scopes"],
        expires_at=now + timedelta(days=days) if days else None,
        created_by_id=request.principal.user_id,
        actor=request.actor,
        at=now,
    )


def _page(request: Any, form: TokenForm, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    every = list(selectors.tokens_of(request.scope))
    context = {
        "form": form,
        "now": now,
        "live": [token for token in every if token.is_live(now)],
        "ended": [token for token in every if not token.is_live(now)],
        "may_revoke": request.may("sellers:settings-token-revoke", "POST"),
        "per_minute": settings.API_RATE_PER_MINUTE,
        "me_url": request.build_absolute_uri(reverse("api:me")),
        **more,
    }
    return pages.page(request, "tokens", context, status=status)
