"""Routes by which carriers and trade partners call us."""

from django.urls import path

from logistics.hooks import cainiao, trade_partner

app_name = "partners"
urlpatterns = [
    path("cainiao/", cainiao.push, name="cainiao"),
    path("trade-partner/orders/", trade_partner.orders, name="trade-orders"),
    path("trade-partner/labels/", trade_partner.labels, name="trade-labels"),
    path("trade-partner/cancellations/", trade_partner.cancellations, name="trade-cancellations"),
    path("trade-partner/tracking/", trade_partner.tracking, name="trade-tracking"),
]
