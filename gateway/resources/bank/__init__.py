"""The organization's bank accounts: what is on them, and which one invoices are paid to."""
