"""
The skin that holds both halves of an exchange against Qonto's contract.

In mock mode a breach is loud: ours is a bug, the bank's is a refusal that names the operation and the
pointer. In live mode Qonto may say more than it promises at any time: breaches are logged and counted, and
nobody is bothered.
"""

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import contracts
from contracts.contract import Breach, Contract, ContractOperation
from gateway.errors import Code, GatewayError
from gateway.qonto.call import Call
from gateway.qonto.errors import NOT_IMPLEMENTED, Failure, Trouble

log = logging.getLogger(__name__)


class Validator:
    """The contract of the edition at hand, and how often it was broken."""

    __slots__ = ("_clean", "_contract", "_strict", "breaches")

    def __init__(self, *, edition: str, strict: bool, clean: Callable[[str], str]) -> None:
        self._contract = contract_of(edition)
        self._strict = strict
        self._clean = clean
        self.breaches = 0

    @property
    def edition(self) -> str:
        edition = self._contract.edition
        assert edition is not None, "Qonto's contract has editions"
        return edition

    def speak(self, edition: str) -> None:
        """The bank says which edition it speaks; one nobody has heard of changes nothing."""
        if edition != self._contract.edition and edition in contracts.EDITIONS:
            self._contract = contract_of(edition)

    def operation(self, operation_id: str) -> ContractOperation:
        operation = self._contract.operations.get(operation_id)
        if operation is None:
            raise GatewayError(
                Code.NOT_IMPLEMENTED_AT_QONTO,
                NOT_IMPLEMENTED,
                internal=f"{operation_id} is not in edition {self._contract.edition}",
                details={"operation": operation_id},
            )
        return operation

    def check_request(self, call: Call) -> None:
        breaches = [] if not call.query else list(call.operation.query_errors(call.query))
        if call.json is not None and not call.operation.accepts_request(call.json):
            breaches += call.operation.request_errors(call.json)
        if not breaches:
            return
        told = self._told(call, "request", breaches)
        if self._strict:
            raise GatewayError(
                Code.INTERNAL,
                "La passerelle a préparé une demande que Qonto ne comprendrait pas ; rien n'a été envoyé. "
                "Signalez-le à l'équipe technique.",
                internal=told,
            )

    def check_answer(self, call: Call, status: int, body: Any) -> None:
        """Successes only: a refusal is worth more than the shape it comes in."""
        breaches = call.operation.response_errors(status, body)
        if not breaches:
            return
        told = self._told(call, f"answer {status}", breaches)
        if self._strict:
            raise Failure(Trouble.BREACH, told, status=status, body=body)

    def _told(self, call: Call, what: str, breaches: Sequence[Breach]) -> str:
        self.breaches += len(breaches)
        first = breaches[0]
        # A breach quotes what it is about, and that may be our own header.
        told = self._clean(f"{call.operation.id} {what}: {first.pointer or '/'}: {first.message}")
        log.warning("contract breach: %s (%d in all)", told, len(breaches))
        return told


@lru_cache
def contract_of(edition: str) -> Contract:
    return contracts.load("qonto", edition)
