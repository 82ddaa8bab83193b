"""What the composition root built, handed to endpoints by type: no globals, no injection framework."""

from collections.abc import Mapping
from typing import TypeVar

from starlette.requests import Request

T = TypeVar("T")
Services = Mapping[type, object]
SERVICES = "gateway.services"


def service(request: Request, wanted: type[T]) -> T:
    built = request.scope[SERVICES].get(wanted)
    assert isinstance(built, wanted), f"app.py builds no {wanted.__name__}"
    return built
