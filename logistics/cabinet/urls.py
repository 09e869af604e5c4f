"""Routes of the sellers' door."""

from django.urls import path

from logistics.cabinet import dispatch, panel, road

app_name = "logistics"
urlpatterns = [
    path("road/", road.road, name="road"),
    path("dispatch/", dispatch.days, name="dispatch-days"),
    path("dispatch/<int:day_id>/", dispatch.day, name="dispatch-day"),
    path("dispatch/warnings/", dispatch.warnings, name="dispatch-warnings"),
    path(
        "dispatch/warnings/<int:warning_id>/acknowledge/",
        dispatch.acknowledge,
        name="dispatch-acknowledge",
    ),
    path("orders/<uuid:order_id>/road/", panel.order_panel, name="order-panel"),
]
