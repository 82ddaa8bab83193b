"""What invoices, quotes and credit notes have in common: a client, lines, and how both are shown."""
