"""
A mock as one gets it from a contract alone: every operation answers its own example, whatever was asked.

It knows every route, every status of success and every shape, and it forgets at once. What it cannot show is
what a bank is for.
"""

import json
import re

from starlette.types import Receive, Scope, Send

import contracts
from contracts.contract import Contract
from contracts.documents import resolve
from contracts.operation import ContractOperation

JSON = "application/json"
TRACE = "00000000000000000000000000000000"


class StaticMock:
    """An ASGI application."""

    def __init__(self, edition: str) -> None:
        contract = contracts.load("qonto", edition)
        self._answers = [
            (operation.method, _pattern(operation.path), *answer_of(contract, operation))
            for operation in contract.operations.values()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        status, headers, body = self.answer(scope["method"], scope["path"])
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    def answer(self, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        for known, pattern, status, body in self._answers:
            if known == method and pattern.fullmatch(path):
                return status, {"content-type": JSON, "x-request-id": TRACE}, body
        return 404, {"content-type": "text/plain; charset=utf-8", "x-tyk-trace-id": TRACE}, b"Not Found"


def answer_of(contract: Contract, operation: ContractOperation) -> tuple[int, bytes]:
    """The status of an operation's success, and its example."""
    content = operation.responses[str(operation.success_status)].get("content")
    if content is None:
        return operation.success_status, b""
    example = next(iter(content[JSON]["examples"].values()))
    return operation.success_status, json.dumps(resolve(contract.document, example)["value"]).encode()


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))
