"""The PDF of an invoice: rules 4 and 5 of the house."""
