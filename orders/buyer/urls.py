"""Routes of the buyer's page."""

from django.urls import path

from orders.buyer import views

app_name = "buyer"
urlpatterns = [
    path("<str:token>/", views.page, name="page"),
    path("<str:token>/cancel/", views.cancel, name="cancel"),
    path("<str:token>/receive/", views.receive, name="receive"),
]
