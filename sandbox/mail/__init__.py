"""A stand-in for every mail server of the world, with one inbox for all of them."""
