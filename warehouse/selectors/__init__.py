"""What is asked of the warehouse."""
