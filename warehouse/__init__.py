"""Where goods are: receipts, stock, reservations, picking, packing, pallets, handover papers, returns."""
