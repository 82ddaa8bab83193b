"""
What a suite does where it is told to slow down and nobody lifted the limits: it waits as long as it is told.

A limit is no behaviour of what is tried, and a suite asks more quickly than people do.
"""

import httpx

SLOW_DOWN = 429
TRIES = 3
LONGEST_WAIT_S = 60.0


def pause_s(answer: httpx.Response) -> float:
    """How long the answer asks to wait, within reason."""
    told = answer.headers.get("retry-after", "")
    return min(float(told) if told.isdecimal() else 1.0, LONGEST_WAIT_S)
