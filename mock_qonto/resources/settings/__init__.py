"""How invoices get their number."""
