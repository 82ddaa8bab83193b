"""What moved on the accounts, and the files one keeps with it. Customers read; the money moves elsewhere."""
