"""The list of transactions."""
