"""Nova Poshta: JSON 2.0, one address, a hundred numbers at a time, naive Kyiv hours."""
