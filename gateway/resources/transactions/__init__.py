"""What moves on the accounts: as Qonto says it, and as the gateway keeps it."""
