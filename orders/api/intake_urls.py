"""REST routes of intake; the POST of ``orders/`` itself is `intake.TakesOrders`."""

from django.urls import path

from orders.api import intake

urlpatterns = [
    path("orders/bulk/", intake.BulkIntake.as_view(), name="orders-bulk"),
    path("orders/<uuid:order_id>/paid/", intake.OrderPaid.as_view(), name="order-paid"),
]
