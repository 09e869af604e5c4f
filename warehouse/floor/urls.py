"""Routes of the floor. Each area's screens register themselves when their module is imported here."""

from django.urls import path

from warehouse.floor import counts, docks, moving, packing, receiving, returns, views  # noqa: F401
from warehouse.floor.dock_papers import show_pallet_label
from warehouse.floor.item_labels import show_item_labels
from warehouse.floor.labels import show_label

app_name = "floor"
urlpatterns = [
    path("", views.menu, name="menu"),
    path("station/", views.choose_station, name="station"),
    path("commands/", views.commands, name="commands"),
    path("pallets/<str:sscc>/label/", show_pallet_label, name="pallet-label"),
    path("items/<int:barcode_id>/labels/<int:copies>/", show_item_labels, name="item-labels"),
    path("labels/<str:code>.<slug:fmt>", show_label, name="label"),
    path("worker.js", views.worker, name="worker"),
    path("<slug:screen>/", views.screen, name="screen"),
    path("<slug:screen>/scan/", views.take_scan, name="scan"),
    path("<slug:screen>/scans/", views.take_scans, name="scans"),
]
