"""Celery's door into the desk."""
