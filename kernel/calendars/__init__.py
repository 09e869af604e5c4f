"""Calendars: when working time is counted."""
