"""REST routes of orders/."""

from django.urls import path

from orders.api import edits, intake_urls, together, views
from orders.api.attempts import OrderAttempts
from orders.api.deadlines import DeadlineList

urlpatterns = [
    *intake_urls.urlpatterns,
    path("orders/", views.OrderList.as_view(), name="orders"),
    path("orders/accept/", views.AcceptMany.as_view(), name="orders-accept"),
    path("orders/<uuid:order_id>/", views.OrderDetail.as_view(), name="order"),
    path("orders/<uuid:order_id>/history/", views.OrderHistory.as_view(), name="order-history"),
    path("orders/<uuid:order_id>/attempts/", OrderAttempts.as_view(), name="order-attempts"),
    path("orders/<uuid:order_id>/split/", together.OrderSplitting.as_view(), name="order-split"),
    path("orders/<uuid:order_id>/merge/", together.MergeView.as_view(), name="order-merge"),
    path(
        "orders/<uuid:order_id>/separate/", together.SeparateView.as_view(), name="order-separate"
    ),
    path("orders/<uuid:order_id>/edit/", edits.OrderEdit.as_view(), name="order-edit"),
    path("orders/<uuid:order_id>/editable/", edits.OrderEditable.as_view(), name="order-editable"),
    *(
        path(f"orders/<uuid:order_id>/{name}/", view.as_view(), name=f"order-{name}")
        for name, view in views.MOVES.items()
    ),
    path("deadlines/", DeadlineList.as_view(), name="deadlines"),
]
