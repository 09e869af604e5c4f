"""Routes of the sellers' door."""

from django.urls import path

from logistics.cabinet import panel

app_name = "logistics"
urlpatterns = [
    path("orders/<uuid:order_id>/road/", panel.order_panel, name="order-panel"),
]
