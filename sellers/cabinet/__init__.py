"""Sellers' own pages: settings and offers."""
