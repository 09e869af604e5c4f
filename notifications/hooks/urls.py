"""Routes by which partners call us."""

app_name = "hooks"
urlpatterns: list = []
