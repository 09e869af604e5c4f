"""Mounts each app's routes."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import gallery, views

urlpatterns = [
    path("api/v1/", include("config.api")),  # first, for it is asked most
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("s/<slug:shop>/", include("sellers.cabinet.urls")),
    path("s/<slug:shop>/", include("orders.cabinet.urls")),
    path("s/<slug:shop>/", include("desk.cabinet.urls")),
    path("s/<slug:shop>/", include("warehouse.cabinet.urls")),
    path("s/<slug:shop>/", include("logistics.cabinet.urls")),
    path("s/<slug:shop>/", include("notifications.cabinet.urls")),
    path("floor/<slug:warehouse>/", include("warehouse.floor.urls")),
    path("b/", include("orders.buyer.urls")),
    path("b/", include("logistics.buyer.urls")),
    path("hooks/", include("notifications.hooks.urls")),
    path("hooks/", include("logistics.hooks.claim_urls")),
    path("hooks/", include("logistics.hooks.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("backoffice/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns += [
        path("kit/", gallery.gallery, name="kit"),
        path("kit/fragment/", gallery.fragment, name="kit-fragment"),
    ]
handler400 = "kernel.problems.bad_request"
handler404 = "config.errors.not_found"
handler500 = "config.errors.our_mistake"
