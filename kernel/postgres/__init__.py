"""Our way to PostgreSQL, named as ENGINE in the settings."""
