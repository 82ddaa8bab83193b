"""From an order, from services or from a draft invoice to a draft quote."""
