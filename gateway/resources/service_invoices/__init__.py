"""Invoices for services: sold without an order."""
