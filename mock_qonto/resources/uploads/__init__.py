"""Files on their way to a transaction. Nobody sees them until they have been processed."""
