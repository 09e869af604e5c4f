"""Profiles: base, and what local, test and production add to it."""
