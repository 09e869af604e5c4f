"""What two apps need and none owns: time, deadlines, facts, history, money, machines. No business noun."""
