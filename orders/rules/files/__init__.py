"""Files of orders, read by pure rules: bytes to text, text to rows, rows to cells, cells to orders."""
