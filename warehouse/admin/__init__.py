"""The back office's door: stock and states are read, acts go through services."""
