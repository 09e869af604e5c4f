"""The use cases of the warehouse, one a file."""
