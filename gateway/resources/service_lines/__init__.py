"""Services sold without an order: the same request, whether an invoice or a quote is wanted of it."""
