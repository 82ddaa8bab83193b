"""Credit notes that appeared at Qonto, and the drafts here that waited for them."""
