"""Routes by which partners call us."""

from django.urls import path

from notifications.hooks import views

app_name = "hooks"
urlpatterns = [path("telegram/<slug:path_secret>/", views.telegram, name="telegram")]
