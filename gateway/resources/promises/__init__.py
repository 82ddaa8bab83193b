"""What we are about to ask of Qonto, and what became of it: one machine for every kind of document."""
