"""Invoices: drafts, and what becomes of them once they have a number."""
