"""The use cases of the desk, one a file."""
