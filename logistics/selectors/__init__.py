"""Reads of logistics: the first argument is the scope."""
