"""What the warehouse decides by, as pure functions."""
