"""What the warehouse does on facts of the apps below; each looks at the rows, not at the order of facts."""
