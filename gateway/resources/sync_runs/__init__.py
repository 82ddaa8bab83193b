"""Runs that bring here what has changed at Qonto: one at a time of each kind, resumed where they stopped."""
