"""Sabotages of the gateway and of the bank, each with a name, and who finds them."""
