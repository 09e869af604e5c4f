"""The root of /api/v1/: each app mounts its own routes."""

from django.urls import include, path

app_name = "api"
urlpatterns = [
    path("", include("sellers.api.urls")),
    path("", include("orders.api.urls")),
    path("", include("warehouse.api.urls")),
]
