"""Replays: a file of orders lived through again on a fast clock, where nobody is told of it."""
