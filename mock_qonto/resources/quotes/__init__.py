"""Offers: numbered from the start, approved or canceled by a person at Qonto, invoiced by an invoice."""
