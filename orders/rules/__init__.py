"""What the documents decide: pure functions of plain values, no database, no clock."""
