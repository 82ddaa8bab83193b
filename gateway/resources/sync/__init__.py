"""The bank's transactions, brought here."""
