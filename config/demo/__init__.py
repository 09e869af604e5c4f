"""The demo shop of `./run`: people, shops and goods that the project makes up itself."""

from config.demo.furnish import furnish
from config.demo.people import PASSWORD, PEOPLE

__all__ = ["PASSWORD", "PEOPLE", "furnish"]
