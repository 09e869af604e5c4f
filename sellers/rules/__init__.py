"""What makes sense, decided without database, clock or framework."""
