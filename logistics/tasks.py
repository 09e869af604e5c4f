"""Celery's door into logistics: read the clock, make one call, return a number."""
