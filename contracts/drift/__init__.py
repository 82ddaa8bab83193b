"""Drift: where what a server says is not what a contract promises, and what the contract would say then."""
