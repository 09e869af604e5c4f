"""Cainiao on loopback: the LINK gateway, and what it pushes."""
