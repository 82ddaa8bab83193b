"""What moved on the accounts. Kept as it happens; no operation shows it yet."""
