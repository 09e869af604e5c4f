"""Typed reading of the environment: a missing or malformed value stops the start."""

import environ

env = environ.Env()
