"""What may be credited, how much of it, and what a refusal to do so says."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.errors import Code
from gateway.resources.credit_notes.model import (
    CreditNoteStatus,
    KnownNote,
    check_creditable,
    check_draft,
    check_within,
    creation_forbidden,
    creation_unsupported,
    left_to_credit,
    not_found,
    worded,
)
from tests.gateway.printed import ITEM, a_document, a_note, an_invoice
from tests.gateway.refused import code_and_details, refusal_of

DASHBOARD = "https://app.qonto.com"


def test_a_note_is_a_draft_as_long_as_qonto_does_not_know_it() -> None:
    assert (a_note(id=None).draft, a_note(id=None).status) == (True, CreditNoteStatus.DRAFT)
    assert (a_note().draft, a_note().status) == (False, CreditNoteStatus.FINALIZED)


def test_a_note_is_known_by_its_id_at_qonto_and_before_that_by_ours() -> None:
    assert KnownNote(note=a_note(), document=a_document()).id == "n-1"
    assert KnownNote(note=a_note(), document=None).id == "n-1"
    assert KnownNote(note=a_note(id=None), document=a_document()).id == "d-1"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("draft", Code.NOT_FINALIZED),
        ("unpaid", None),
        ("paid", None),
        ("canceled", Code.INVALID_STATUS),
    ],
)
def test_only_a_final_invoice_that_stands_can_be_credited(status: str, code: Code | None) -> None:
    invoice = an_invoice(status)

    refused = code_and_details(lambda: check_creditable(invoice))

    expected = (code, {"number": invoice.number, "currentStatus": status})
    assert refused == (None if code is None else expected)


def test_what_is_left_is_the_total_less_every_earlier_note() -> None:
    earlier = [a_note(total_cents=1000), a_note(total_cents=88)]

    assert left_to_credit(an_invoice(), earlier) == 4900
    assert left_to_credit(an_invoice(), []) == 5988


@pytest.mark.parametrize(("total_cents", "left_cents"), [(1, 1), (1, 2), (5988, 5988)])
def test_a_note_may_come_to_all_that_is_left(total_cents: int, left_cents: int) -> None:
    check_within(total_cents, left_cents, currency="EUR")


@pytest.mark.parametrize("total_cents", [0, -1])
def test_a_note_of_nothing_is_refused(total_cents: int) -> None:
    refused = code_and_details(lambda: check_within(total_cents, 5988, currency="EUR"))

    assert refused is not None
    assert refused[0] is Code.INVALID
    (field,) = refused[1]["fields"]
    assert (field["field"], field["message"].startswith("le total d'un avoir est positif")) == ("items", True)


@pytest.mark.parametrize(
    ("left_cents", "value", "told_cents"), [(5987, "59.87", 5987), (0, "0.00", 0), (-100, "0.00", 0)]
)
def test_a_note_of_more_than_is_left_is_told_how_much_that_is(
    left_cents: int, value: str, told_cents: int
) -> None:
    refused = refusal_of(lambda: check_within(5988, left_cents, currency="USD"))

    assert refused is not None
    assert refused.code is Code.CREDIT_EXCEEDS_INVOICE
    assert refused.details["remaining_amount"] == {"value": value, "currency": "USD"}
    assert refused.details["remaining_amount_cents"] == told_cents
    (field,) = refused.details["fields"]
    spoken = f"{value.replace('.', ',')}\u00a0USD"
    assert (field["field"], spoken in field["message"]) == ("items", True)
    assert field["message"] in refused.message
    assert "(59,88\u00a0USD)" in refused.message


def test_two_notes_are_compared_by_title_quantity_and_total() -> None:
    written = replace(ITEM, quantity=Decimal("2.00"), unit=None)

    assert worded(a_note(items=(written,))) == [["Fauteuil Vérone", "2", 5988]]


def test_what_is_final_is_named_and_no_draft_any_more() -> None:
    final = KnownNote(note=a_note(), document=None)

    check_draft(KnownNote(note=a_note(id=None), document=a_document()), "il ne change plus")
    refused = refusal_of(lambda: check_draft(final, "il ne change plus"))

    assert refused is not None
    assert refused.message == "L'avoir AV-2026-001 est finalisé : il ne change plus."
    assert refused.code is Code.ALREADY_FINALIZED
    assert refused.details == {"number": "AV-2026-001", "currentStatus": "finalized"}


def test_a_final_note_without_a_number_is_refused_in_a_whole_sentence() -> None:
    final = KnownNote(note=a_note(number=None), document=None)

    refused = refusal_of(lambda: check_draft(final, "il ne change plus"))

    assert refused is not None
    assert refused.message == "Cet avoir est finalisé : il ne change plus."


def test_an_unknown_note_has_its_own_code() -> None:
    assert (not_found().code, not_found().details) == (Code.CREDIT_NOTE_NOT_FOUND, {})


def test_where_qonto_creates_no_notes_the_refusal_says_whether_a_draft_is_kept() -> None:
    kept = creation_unsupported(a_document(), details={"status": 404, "operation": "theirs"})
    lost = creation_unsupported(None)

    assert {kept.code, lost.code} == {Code.CREDIT_NOTE_CREATION_UNSUPPORTED}
    advice = kept.details["advice"]
    assert "tableau de bord" in advice
    named = {"operation": "create_credit_note", "advice": advice, "dashboardUrl": DASHBOARD}
    assert kept.details == {"status": 404, **named, "localDraft": True, "localDocumentId": "d-1"}
    assert lost.details == {**named, "localDraft": False, "localDocumentId": None}
    assert "localDraft: true" in lost.message
    assert "localDraft" not in kept.message
    assert "brouillon est gardé" in kept.message


@pytest.mark.parametrize(("status", "revoked"), [(401, True), (403, False)])
def test_a_key_that_may_not_is_told_from_one_that_may_be_revoked(*, status: int, revoked: bool) -> None:
    refusal = creation_forbidden(a_document(), status, details={"status": status})

    advice = refusal.details["advice"]
    assert refusal.code is Code.UPSTREAM_AUTH_FAILED
    assert advice.endswith("régénérez-la." if revoked else "tableau de bord Qonto.")
    assert ("révoquée" in advice, advice in refusal.message, f"({status})" in refusal.message) == (
        revoked,
        True,
        True,
    )
    assert refusal.details == {
        "status": status,
        "operation": "create_credit_note",
        "advice": advice,
        "dashboardUrl": DASHBOARD,
        "localDraft": True,
        "localDocumentId": "d-1",
    }
