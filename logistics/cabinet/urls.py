"""Routes of the sellers' door."""

from django.urls import path

from logistics.cabinet import keeping, panel, road

app_name = "logistics"
urlpatterns = [
    path("road/", road.road, name="road"),
    path("road/promises/", keeping.keeping, name="keeping"),
    path("orders/<uuid:order_id>/road/", panel.order_panel, name="order-panel"),
]
