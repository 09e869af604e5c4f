"""Routes of the sellers' door."""

from django.urls import URLPattern

app_name = "warehouse"
urlpatterns: list[URLPattern] = []
