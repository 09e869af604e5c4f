"""A partner of no name: takes effects with a key or without, can be asked, and misbehaves in every way."""
