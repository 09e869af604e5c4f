"""Routes of sellers' own pages."""

app_name = "sellers"
urlpatterns: list = []
