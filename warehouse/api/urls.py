"""Routes of the warehouse's part of the API."""

from django.urls import path

from warehouse.api.stock import MovementList, StockList

urlpatterns = [
    path("stock/", StockList.as_view(), name="stock"),
    path("stock/movements/", MovementList.as_view(), name="stock-movements"),
]
