"""Who is told, how and when."""
