"""The root of /api/v1/: each app mounts its own routes."""

from django.urls import include, path

app_name = "api"
urlpatterns = [
    path("scans/", include("warehouse.api.scan_urls")),  # first, for it is asked most
    path("", include("sellers.api.urls")),
    path("", include("orders.api.urls")),
    path("", include("warehouse.api.urls")),
]
