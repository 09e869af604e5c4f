"""Reads of the desk: the first argument is whose."""
