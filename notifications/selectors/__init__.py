"""Reads of notifications/: the first argument is whose."""
