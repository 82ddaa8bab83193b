"""Files that a transaction has twice: shown first, then removed as shown."""
