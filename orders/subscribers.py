"""What orders does on facts of the apps below."""
