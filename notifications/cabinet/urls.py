"""Routes of notifications' own pages."""

app_name = "notifications"
urlpatterns: list = []
