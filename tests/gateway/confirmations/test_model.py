"""What an answer to a question is worth: who gave it, to which question, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.confirmation import Question
from gateway.resources.confirmations.model import Confirmation, Verdict, judge

NOON = datetime(2026, 2, 19, 12, tzinfo=UTC)
QUESTION = Question(
    operation="finalize_invoice", document_id="d-1", summary={}, warnings=(), fingerprint="print-1"
)
GIVEN = Confirmation(
    token_hash="hash",
    user_id="alice",
    document_id="d-1",
    operation="finalize_invoice",
    content_hash="print-1",
    summary={},
    warnings=(),
    created_at=NOON - timedelta(minutes=5),
    expires_at=NOON + timedelta(microseconds=1),
)


def judged(found: Confirmation | None, user_id: str = "alice") -> Verdict:
    return judge(found, QUESTION, user_id=user_id, now=NOON)


def test_the_answer_of_the_one_who_was_asked_counts_to_the_last_moment() -> None:
    assert judged(GIVEN) is Verdict.GOOD


@pytest.mark.parametrize(
    "found",
    [
        None,
        replace(GIVEN, expires_at=NOON),
        replace(GIVEN, used_at=NOON),
        replace(GIVEN, document_id="d-2"),
        replace(GIVEN, operation="send_invoice"),
    ],
    ids=["unknown", "expired this moment", "used", "for another document", "for another operation"],
)
def test_anything_else_is_worth_nothing(found: Confirmation | None) -> None:
    assert judged(found) is Verdict.WORTHLESS


def test_changed_content_is_told_from_a_worthless_token() -> None:
    assert judged(replace(GIVEN, content_hash="print-2")) is Verdict.CHANGED


@pytest.mark.parametrize("found", [GIVEN, replace(GIVEN, expires_at=NOON), replace(GIVEN, document_id="d-2")])
def test_somebody_elses_token_is_foreign_whatever_its_age_and_its_subject(found: Confirmation) -> None:
    assert judged(found, user_id="bob") is Verdict.FOREIGN
