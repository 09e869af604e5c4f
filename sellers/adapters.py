"""How the sign-in library makes our users, and what it does when they come in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):
    """Shops invite people; nobody signs up by themselves until onboarding exists."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self-made accounts."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users have no username: nothing to fill."""

    def post_login(self, request: HttpRequest, user: Any, **known: Any) -> HttpResponse:
        """Speak the person's own language from now on, unless they have just chosen another."""
        response: HttpResponse = super().post_login(request, user, **known)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response
