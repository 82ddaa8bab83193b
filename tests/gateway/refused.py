"""How a refusal of a model is read."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.errors import Code, GatewayError


def refusal_of(check: Callable[[], object]) -> GatewayError | None:
    """What *check* refuses with, held to be a whole sentence."""
    try:
        check()
    except GatewayError as error:
        refused = error
    else:
        return None
    assert refused.message.endswith(".")
    assert "  " not in refused.message
    return refused


def code_and_details(check: Callable[[], object]) -> tuple[Code, Mapping[str, Any]] | None:
    refused = refusal_of(check)
    return None if refused is None else (refused.code, refused.details)
