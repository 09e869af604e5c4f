"""The doors by which partners call us: prove who knocks, keep what is said, say yes."""
