"""A file on its way to a bank transaction."""
