"""Routes of the sellers' door."""

from django.urls import path

from warehouse.cabinet import deliveries, order_panel, returned, stock

app_name = "warehouse"
urlpatterns = [
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:offer_id>/", stock.goods, name="stock-goods"),
    path("orders/<uuid:order_id>/warehouse/", order_panel.order_panel, name="order-panel"),
    path("deliveries/", deliveries.delivery_list, name="deliveries"),
    path("deliveries/new/", deliveries.announce, name="delivery-new"),
    path("deliveries/<int:inbound_id>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:inbound_id>/cancel/", deliveries.cancel, name="delivery-cancel"),
    path("returns/", returned.return_list, name="returns"),
]
