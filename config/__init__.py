"""The roof: wires all apps together and is imported by none of them."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
