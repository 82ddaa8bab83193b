"""Resource slices: one folder per thing our callers talk about."""
