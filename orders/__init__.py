"""What was sold and what was promised about it: the order, its clocks, its doors."""
