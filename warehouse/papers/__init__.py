"""What the warehouse prints: handed plain values, it returns bytes and reads nothing."""
