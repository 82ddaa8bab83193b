"""The organization a world belongs to: who it is and what its invoices print of it."""
