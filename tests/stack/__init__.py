"""The whole stack as real processes over real ports, for `make run`, the demo, the bench, the journeys."""

from tests.stack.processes import Stack, clean_environment, free_ports

__all__ = ["Stack", "clean_environment", "free_ports"]
