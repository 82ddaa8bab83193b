"""Addresses of operations, for whoever knocks at all of them."""

import re

from gateway.web import Operation

NOBODY = "00000000-0000-4000-8000-000000000000"


def address(operation: Operation, id: str = NOBODY) -> str:
    return re.sub(r"\{\w+\}", id, operation.path)
