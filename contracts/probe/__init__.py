"""
The probe: does a server have an operation that Qonto's documents leave in doubt?

It asks in ways that cannot change anything, whoever is at the other end, and keeps the answer as evidence.
"""
