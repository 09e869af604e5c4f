"""Imports of files: start, run in batches that survive a kill, report, undo."""
