"""The outside world and a clock for these tests."""

from tests.factories.notifications import clock, sandbox_world, world

__all__ = ["clock", "sandbox_world", "world"]
