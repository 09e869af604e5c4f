"""The Celery application: it rings bells, PostgreSQL holds the work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("otgruz")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
