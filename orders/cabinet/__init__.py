"""Sellers' door into orders/: pages, fragments and acts."""
