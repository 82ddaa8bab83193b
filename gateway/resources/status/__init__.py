"""How we are, and whose data this is."""
