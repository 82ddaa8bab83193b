"""An accepted offer becomes a draft invoice."""
