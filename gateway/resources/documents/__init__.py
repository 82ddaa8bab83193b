"""Invoices, quotes and credit notes as the gateway keeps them, and what is promised about them."""
