"""Integrators' door."""
