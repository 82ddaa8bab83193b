"""The bank's engine: synchronous, deterministic, and ignorant of HTTP and of every resource."""
