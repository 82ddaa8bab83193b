"""Sales orders and the people they were sold to, as far as invoicing needs them."""
