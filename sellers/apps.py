"""Sellers as a Django app."""

from django.apps import AppConfig


class SellersConfig(AppConfig):
    """Imports subscribers, nothing else."""

    name = "sellers"
