"""What every document is made of: its lines, what they come to, a copy of the client, the seller."""
