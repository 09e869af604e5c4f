"""The sellers' door into their stock."""
