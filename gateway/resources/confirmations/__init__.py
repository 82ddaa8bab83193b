"""The single-use tokens with which a person confirms what cannot be undone."""
