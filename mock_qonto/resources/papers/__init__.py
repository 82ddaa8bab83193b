"""Documents as sheets of paper: the same figures as their JSON, written the French way."""
