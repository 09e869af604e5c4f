"""The roof's own pages: the way in, and whether we are well."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from sellers.public import Role, shops_of
from warehouse.public import first_warehouse

WAREHOUSE_ROLES = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD})


def home(request: HttpRequest) -> HttpResponse:
    """Send people to where they work: their shop's Today, the floor, the back office, or the sign-in page."""
    principal = request.principal  # type: ignore[attr-defined]
    if principal is None:
        return redirect("account_login")
    shop = shops_of(principal.user_id).first()
    if shop is not None:
        return redirect("orders:today", shop=shop.slug)
    if principal.platform_roles & WAREHOUSE_ROLES and (code := first_warehouse()):
        return redirect("floor:menu", warehouse=code)
    if principal.platform_roles:
        return redirect("admin:index")
    return render(request, "kit/no_shop.html")


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that this process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Say that this process can work: PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ready"})
