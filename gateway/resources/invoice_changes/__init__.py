"""What may still be changed: a draft."""
