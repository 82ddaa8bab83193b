"""Quotes: what one is at Qonto and here, and how the two are kept equal."""
