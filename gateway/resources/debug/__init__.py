"""For whoever looks for a fault: what Qonto shows, and whether we count the same."""
