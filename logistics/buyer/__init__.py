"""Buyers' door: the road of an order, behind the link of its page."""
