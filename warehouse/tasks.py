"""Celery's door into the warehouse: read the clock, make one call, return a number."""
