"""Trade partners: our own contract, both sides of which are in docs/trade-partner.md."""
