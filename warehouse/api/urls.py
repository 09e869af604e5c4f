"""Routes of the warehouse's part of the API."""

from django.urls import path

from warehouse.api.scans import ScanTake, ScanTakeMany
from warehouse.api.stock import MovementList, StockList

urlpatterns = [
    path("stock/", StockList.as_view(), name="stock"),
    path("stock/movements/", MovementList.as_view(), name="stock-movements"),
    path("scans/", ScanTake.as_view(), name="scans"),
    path("scans/batch/", ScanTakeMany.as_view(), name="scans-batch"),
]
