"""Prove who is asking, find their shop, and hold them against the table."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from config.access.table import rows
from config.access.words import ANYBODY, SIGNED_IN, Allowed, Row
from kernel.errors import NotFound
from kernel.problems import problem_response
from kernel.scope import Scope
from sellers.public import (
    Principal,
    principal_of,
    principal_of_token,
    profile_of,
    shop_by_slug,
    token_by_secret,
)

API = "/api/"


class AccessMiddleware:
    """Sets ``request.principal``, ``.shop`` (a profile), ``.scope`` and ``.actor``; refuses by the table.

    Pages ask ``request.may(route, method)`` what else the caller could do here, and show no more.
    A shop in which the caller has no role is not found. A token belongs to one shop.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request through (None) or answer it here."""
        row = rows().get(request.resolver_match.view_name)
        if row is None:
            raise PermissionDenied("This address is not open to anybody.")
        request.shop, request.scope = None, Scope.shops(())
        request.principal = _principal(request)
        _enter_shop(request, kwargs)
        request.may = partial(_may_here, request)
        return _refusal(request, row)

    def process_exception(self, request: Any, error: Exception) -> None:
        """Have a page answer 404 when a use case did not find what the address names."""
        if isinstance(error, NotFound):
            raise Http404(str(error)) from error


def _principal(request: Any) -> Principal | None:
    if request.path.startswith(API):
        return _bearer(request)
    if request.user.is_authenticated:
        return principal_of(request.user)
    return None


def _bearer(request: Any) -> Principal | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    token = token_by_secret(secret.strip(), now=timezone.now())
    if token is None:
        return None
    request.token_used = token
    return principal_of_token(token)


def _enter_shop(request: Any, kwargs: dict[str, Any]) -> None:
    principal = request.principal
    if principal is None:
        return
    request.actor = principal.actor("api" if principal.token_id else "cabinet")
    if principal.token_id is not None:
        request.shop = profile_of(request.token_used.shop)
    elif "shop" in kwargs:
        shop = shop_by_slug(kwargs["shop"])
        if shop is None or shop.pk not in principal.shop_roles:
            raise Http404
        request.shop = profile_of(shop)
    if request.shop is not None:
        request.scope = Scope.shop(request.shop.id)


def _refusal(request: Any, row: Row) -> HttpResponseBase | None:
    allowed = _asked_for(request.method, row)
    if not allowed:
        return _wrong_method(request, row)
    if _is_allowed(request, allowed):
        return _options(row) if request.method == "OPTIONS" else None
    if request.principal is None:
        return _sign_in(request)
    if request.path.startswith(API):
        return problem_response(403, "scope_missing", "This token does not have the needed scope.")
    raise PermissionDenied("Your role does not allow this; ask the owner of the shop.")


def _asked_for(method: str, row: Row) -> Allowed:
    """Return who may do it: to look is to read, and what there is may be asked by all who may anything."""
    if method == "OPTIONS":
        return frozenset().union(*row.values())
    return row.get("GET" if method == "HEAD" else method, frozenset())


def _options(row: Row) -> HttpResponseBase:
    return HttpResponse(status=204, headers={"Allow": ", ".join(sorted(row))})


def _is_allowed(request: Any, allowed: Allowed) -> bool:
    principal = request.principal
    if allowed >= ANYBODY or (allowed >= SIGNED_IN and principal is not None):
        return True
    shop_id = request.shop.id if request.shop else None
    return principal is not None and bool(principal.roles_in(shop_id) & allowed)


def _may_here(request: Any, route: str, method: str = "GET") -> bool:
    """Tell whether the caller may call that route with that method in the shop in hand."""
    row = rows().get(route)
    return row is not None and method in row and _is_allowed(request, row[method])


def _wrong_method(request: Any, row: Row) -> HttpResponseBase:
    if request.path.startswith(API):
        answer = problem_response(405, "method_not_allowed", f"Use {' or '.join(sorted(row))}.")
        answer["Allow"] = ", ".join(sorted(row))
        return answer
    return HttpResponseNotAllowed(sorted(row))


def _sign_in(request: Any) -> HttpResponseBase:
    if request.path.startswith(API):
        answer = problem_response(401, "not_authenticated", "Send a live token: Bearer otg_…")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    login = redirect(f"{settings.LOGIN_URL}")
    login["Location"] += "?" + urlencode({"next": request.get_full_path()})
    return login
