"""Invoices as they are shown: one, a page, those of an order."""
