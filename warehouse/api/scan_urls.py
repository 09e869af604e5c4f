"""Routes of scans, which are asked most: they stand first."""

from django.urls import path

from warehouse.api.scans import ScanTake, ScanTakeMany

urlpatterns = [
    path("", ScanTake.as_view(), name="scans"),
    path("batch/", ScanTakeMany.as_view(), name="scans-batch"),
]
