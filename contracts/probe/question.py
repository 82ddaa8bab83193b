"""
What may be sent to somebody's real bank: questions that cannot change anything.

Rule 1: a question reads, or names a thing that does not exist, or carries a body that no JSON reader accepts.
Rule 2: there is no way to make another kind: the three builders below are all there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import contracts
from contracts.capabilities import Capability

UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"
"""A well-formed id that nothing bears: no service mints it."""
NOT_JSON = b'{"probe": this is not JSON, and is meant not to be'
NOWHERE = "no_such_thing_d41d8c"
"""A name that no API has for anything of its own."""


class Harmless(StrEnum):
    """Why a question cannot change anything."""

    READS = "it only reads"
    NAMES_NOTHING = "it names an id that nothing bears"
    IS_NO_JSON = "its body is not JSON"
    BOTH = "it names an id that nothing bears, and its body is not JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """*about* is the operation it asks for, or how a report calls what it calibrates on."""

    about: str
    method: str
    target: str
    body: bytes | None
    harmless: Harmless

    @property
    def shown(self) -> str:
        body = "" if self.body is None else f"  {self.body.decode()}"
        return f"{self.method} {self.target}{body}"


def reading(about: str, target: str) -> Question:
    """A GET."""
    return Question(about=about, method="GET", target=target, body=None, harmless=Harmless.READS)


def naming_nothing(about: str, method: str, path: str) -> Question:
    """Any verb on a thing that is not there; a verb that may carry a body carries one that cannot be read."""
    target = path
    while "{" in target:
        before, _, rest = target.partition("{")
        target = f"{before}{UNKNOWN_ID}{rest.partition('}')[2]}"
    assert UNKNOWN_ID in target, f"{path} names nothing that could be unknown"
    body = None if method in {"GET", "HEAD", "DELETE"} else NOT_JSON
    harmless = Harmless.NAMES_NOTHING if body is None else Harmless.BOTH
    return Question(about=about, method=method, target=target, body=body, harmless=harmless)


def without_sense(about: str, method: str, path: str) -> Question:
    """A write to a collection, with a body that nobody can read. Never a DELETE, which needs none."""
    assert method in {"POST", "PUT", "PATCH"}, f"{method} would not need a body"
    return Question(about=about, method=method, target=path, body=NOT_JSON, harmless=Harmless.IS_NO_JSON)


def question_about(about: str, method: str, path: str) -> Question:
    """The harmless question for any method and path template."""
    if "{" in path:
        return naming_nothing(about, method, path)
    if method == "GET":
        return reading(about, f"{path}?per_page=1")
    return without_sense(about, method, path)


def questions(operations: Mapping[str, Capability]) -> tuple[Question, ...]:
    """One for every operation in doubt."""
    return tuple(
        question_about(capability.operation, capability.method, capability.path)
        for capability in operations.values()
    )


# ---------------------------------------------------------------- what the answers are held against
ALIVE = reading("credentials", "/v2/organization")
"""Answers 200 to whoever is known: without that, nothing else can be told apart."""

_EXIST = ("show_client_invoice", "show_client", "create_client", "send_quote", "update_quote", "list_quotes")
PRESENT = tuple(
    question_about(id, operation.method, operation.path)
    for id in _EXIST
    for operation in [contracts.load("qonto", contracts.DEFAULT_EDITION).operations[id]]
)
"""Operations that every edition has and somebody has seen."""

ABSENT = (
    reading("nowhere", f"/v2/{NOWHERE}?per_page=1"),
    without_sense("nowhere, written to", "POST", f"/v2/{NOWHERE}"),
    naming_nothing("a verb nobody has", "PUT", "/v2/client_invoices/{id}"),
    naming_nothing("an action nobody has", "POST", f"/v2/quotes/{{id}}/{NOWHERE}"),
)
"""What no API of Qonto's has: an unknown collection, an unknown action, a verb that a path never had."""
