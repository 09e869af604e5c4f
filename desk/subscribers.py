"""What the desk does on facts of the apps below."""
