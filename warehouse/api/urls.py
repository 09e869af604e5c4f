"""Routes of the warehouse's part of the API; those of scans are `scan_urls`."""

from django.urls import path

from warehouse.api.handovers import HandoverDetail, HandoverList, PalletList
from warehouse.api.inbounds import InboundCancel, InboundDetail, InboundList
from warehouse.api.outbounds import OutboundList
from warehouse.api.stock import MovementList, StockList

urlpatterns = [
    path("inbounds/", InboundList.as_view(), name="inbounds"),
    path("inbounds/<str:number>/", InboundDetail.as_view(), name="inbound"),
    path("inbounds/<str:number>/cancel/", InboundCancel.as_view(), name="inbound-cancel"),
    path("outbounds/", OutboundList.as_view(), name="outbounds"),
    path("pallets/", PalletList.as_view(), name="pallets"),
    path("handovers/", HandoverList.as_view(), name="handovers"),
    path("handovers/<uuid:handover_id>/", HandoverDetail.as_view(), name="handover"),
    path("stock/", StockList.as_view(), name="stock"),
    path("stock/movements/", MovementList.as_view(), name="stock-movements"),
]
