"""Whom the organization invoices."""
