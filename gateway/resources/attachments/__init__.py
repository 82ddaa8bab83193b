"""Files of bank transactions: what they are at Qonto, and what we remember of them."""
