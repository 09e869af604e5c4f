"""Routes of the buyer's page that logistics draws."""

from django.urls import path

from logistics.buyer import views

app_name = "buyer-road"
urlpatterns = [path("<str:token>/road/", views.road, name="road")]
