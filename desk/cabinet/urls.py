"""Routes of the desk's own pages."""

app_name = "desk"
urlpatterns = []
