"""A trade partner on loopback: takes our notices, hands over orders with their labels."""
