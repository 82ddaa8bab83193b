"""
The promises: OpenAPI documents and their dated editions, compiled into judges of messages.

    contract = contracts.load("qonto", "guide")
    contract.operations["create_client_invoice"].request_errors(body)

`qonto` is what the bank promises, in two editions; `gateway` and `control` are ours and have only one.
"""

from functools import cache

from contracts import capabilities, documents
from contracts.breach import Breach
from contracts.capabilities import Capability
from contracts.contract import Contract
from contracts.operation import ContractOperation

__all__ = [
    "DEFAULT_EDITION",
    "DOCUMENTS",
    "EDITIONS",
    "Breach",
    "Capability",
    "Contract",
    "ContractOperation",
    "absent",
    "capabilities",
    "load",
]

EDITIONS = ("guide", "2026-11")
DEFAULT_EDITION = "guide"
DOCUMENTS = ("qonto", "gateway", "control")
_NEWEST_EDITION = "2026-11"


def load(name: str, edition: str | None = None) -> Contract:
    """
    The contract of that name; loaded once, then the same object again.

    Only `qonto` has editions, `guide` unless told otherwise. The others have one shape whatever it is.
    """
    if name not in DOCUMENTS:
        raise ValueError(f"no contract is called {name!r}: there are {', '.join(DOCUMENTS)}")
    if edition is not None and edition not in EDITIONS:
        raise ValueError(f"no edition is called {edition!r}: there are {', '.join(EDITIONS)}")
    return _load(name, (edition or DEFAULT_EDITION) if name == "qonto" else None)


def absent(edition: str) -> tuple[str, ...]:
    """Operations in doubt that *edition* does not have, in the order of capabilities.yaml."""
    operations = load("qonto", edition).operations
    return tuple(operation_id for operation_id in capabilities.load() if operation_id not in operations)


@cache
def _load(name: str, edition: str | None) -> Contract:
    document = (
        documents.read(f"{name}.yaml")
        if edition is None
        else documents.read_edition(name, edition, newest=_NEWEST_EDITION)
    )
    return Contract(name=name, edition=edition, document=document)
