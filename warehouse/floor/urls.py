"""Routes of the floor. Each area's screens register themselves when their module is imported here."""

from django.urls import path

from warehouse.floor import (  # noqa: F401
    counts,
    docks,
    moving,
    packing,
    picking,
    receiving,
    returning_goods,
    returns,
    set_aside,
    sorting,
    views,
    waves,
)
from warehouse.floor.board import board
from warehouse.floor.dock_papers import show_handover_paper, show_pallet_label
from warehouse.floor.handovers import sign
from warehouse.floor.item_labels import show_item_labels
from warehouse.floor.labels import show_label
from warehouse.floor.photos import add_photo
from warehouse.floor.waves import show_pick_list

app_name = "floor"
urlpatterns = [
    path("", views.menu, name="menu"),
    path("board/", board, name="board"),
    path("station/", views.choose_station, name="station"),
    path("commands/", views.commands, name="commands"),
    path("pallets/<str:sscc>/label/", show_pallet_label, name="pallet-label"),
    path("handovers/<uuid:handover>/sign/", sign, name="handover-sign"),
    path(
        "handovers/<uuid:handover>/<slug:kind>/<int:version>/",
        show_handover_paper,
        name="handover-paper",
    ),
    path("photos/<slug:subject>/<int:subject_id>/", add_photo, name="photo"),
    path("items/<int:barcode_id>/labels/<int:copies>/", show_item_labels, name="item-labels"),
    path("labels/<str:parcel>.<slug:fmt>", show_label, name="label"),
    path("waves/<int:wave_number>/list/", show_pick_list, name="pick-list"),
    path("worker.js", views.worker, name="worker"),
    path("<slug:screen>/", views.screen, name="screen"),
    path("<slug:screen>/scan/", views.take_scan, name="scan"),
    path("<slug:screen>/scans/", views.take_scans, name="scans"),
]
