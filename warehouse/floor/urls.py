"""Routes of the floor. Each area's screens register themselves when their module is imported here."""

from django.urls import path

from warehouse.floor import views

app_name = "floor"
urlpatterns = [
    path("", views.menu, name="menu"),
    path("<slug:screen>/", views.screen, name="screen"),
    path("<slug:screen>/scan/", views.take_scan, name="scan"),
    path("<slug:screen>/scans/", views.take_scans, name="scans"),
]
