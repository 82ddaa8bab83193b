"""Documents as paper: what is printed on a sheet, and its PDF."""
