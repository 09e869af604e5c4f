"""Routes of orders' own pages."""

app_name = "orders"
urlpatterns: list = []
