"""What an invoice is at Qonto and here, and how the two are kept equal."""
