"""Doors by which carriers' words come in: prove who knocks, store, say yes. All else happens later."""
