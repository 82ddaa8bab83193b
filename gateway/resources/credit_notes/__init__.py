"""A credit note at Qonto and here, and how the two are kept equal."""
