"""
One question put to one person, and what an answer to it is worth. Pure.

Rule 1: the token of somebody else is worth nothing, whatever its age.
Rule 2: a token answers the question it was given for: this operation, this document, this very content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from gateway.confirmation import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    token_hash: str
    user_id: str
    document_id: str
    operation: str
    content_hash: str
    summary: Mapping[str, Any]
    warnings: tuple[Mapping[str, str], ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class Verdict(Enum):
    GOOD = auto()
    FOREIGN = auto()
    WORTHLESS = auto()  # unknown, used, expired, or given for something else
    CHANGED = auto()


def judge(found: Confirmation | None, question: Question, *, user_id: str, now: datetime) -> Verdict:
    if found is None:
        return Verdict.WORTHLESS
    if found.user_id != user_id:
        return Verdict.FOREIGN
    same_thing = (found.document_id, found.operation) == (question.document_id, question.operation)
    if not same_thing or not found.alive(now):
        return Verdict.WORTHLESS
    return Verdict.GOOD if found.content_hash == question.fingerprint else Verdict.CHANGED
