"""Sellers' door into the desk."""
