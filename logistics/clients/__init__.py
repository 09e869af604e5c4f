"""Whom we speak with. An adapter is codes (their table to ours), a mapper (pure) and a proxy (all I/O)."""
