"""Buyers' door: the page of one order behind a signed link, no sign-in."""
