"""Routes of the sellers' door."""

from django.urls import path

from warehouse.cabinet import stock

app_name = "warehouse"
urlpatterns = [
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:offer_id>/", stock.goods, name="goods"),
]
