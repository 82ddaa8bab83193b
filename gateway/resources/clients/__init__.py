"""Qonto's clients: whom an invoice is made out to, over there."""
