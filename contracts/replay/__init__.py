"""Replay: a recorded sequence said again to a bank, and where the answers part."""
