"""My own account, seen from a shop."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sellers import services
from sellers.cabinet import pages
from sellers.cabinet.forms import AccountForm
from sellers.states import Role


def account(request: Any, shop: str) -> HttpResponse:
    """Show and change how I am called and spoken to; lead to password, second factor and passkeys."""
    user, asked = request.user, request.method == "POST"
    initial = {"name": user.name, "language": user.language}
    form = AccountForm(request.POST if asked else None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        services.change_account(user_id=user.pk, actor=request.actor, at=timezone.now(), **values)

    if asked and pages.sent(form, save):
        language = form.cleaned_data["language"]
        with translation.override(language):
            answer = pages.done(request, _("Saved."))
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return answer
    role = request.principal.shop_roles[request.shop.id]
    context = {"form": form, "role": role, "roles": Role.choices}
    return pages.page(request, "account", context, status=422 if asked else 200)
