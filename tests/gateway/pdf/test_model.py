"""When a signed URL is dead, what counts as a PDF, and what the file is called."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.resources.pdf.model import file_name, is_pdf, signed_url

NOON = datetime(2026, 2, 19, 12, 0, tzinfo=UTC)
UNIX_NOON = int(NOON.timestamp())


def test_a_url_dies_when_it_says_so() -> None:
    link = signed_url(f"http://bank/f.pdf?expires={UNIX_NOON + 60}", first_seen=NOON, finalized_at=None)

    assert not link.dead(NOON + timedelta(seconds=59))
    assert link.dead(NOON + timedelta(seconds=60))


def test_a_url_that_promises_more_than_half_an_hour_is_not_believed() -> None:
    link = signed_url(f"http://bank/f.pdf?expires={UNIX_NOON + 86400}", first_seen=NOON, finalized_at=None)

    assert not link.dead(NOON + timedelta(minutes=29, seconds=59))
    assert link.dead(NOON + timedelta(minutes=30))


def test_an_s3_link_is_read_too() -> None:
    url = "https://s3/f.pdf?X-Amz-Date=20260219T114500Z&X-Amz-Expires=1800&X-Amz-Signature=00"

    link = signed_url(url, first_seen=NOON, finalized_at=None)

    assert link.expires_at == NOON + timedelta(minutes=15)


def test_a_silent_url_is_no_younger_than_its_document() -> None:
    link = signed_url("https://files/f.pdf", first_seen=NOON, finalized_at=NOON - timedelta(hours=2))

    assert link.dead(NOON)


def test_a_silent_url_of_a_young_document_ends_half_an_hour_after_its_birth() -> None:
    link = signed_url("https://files/f.pdf", first_seen=NOON, finalized_at=NOON - timedelta(minutes=10))

    assert link.expires_at == NOON + timedelta(minutes=20)


def test_a_silent_url_of_unknown_age_lives_half_an_hour_from_its_first_sight() -> None:
    link = signed_url("https://files/f.pdf", first_seen=NOON, finalized_at=None)

    assert link.expires_at == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    "query", ["expires=soon", "expires=99999999999999999", "X-Amz-Date=x&X-Amz-Expires=9", "X-Amz-Expires=9"]
)
def test_what_cannot_be_read_falls_back_to_the_first_sight(query: str) -> None:
    link = signed_url(f"https://files/f.pdf?{query}", first_seen=NOON, finalized_at=None)

    assert link.expires_at == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.4\n...\n%%EOF\n", True),
        (b"", False),
        (b"<html>login</html>", False),
        (b"%PDF-1.4\nhalf a file", False),
    ],
    ids=["whole", "empty", "a web page", "truncated"],
)
def test_only_a_whole_pdf_is_one(*, content: bytes, expected: bool) -> None:
    assert is_pdf(content) is expected


def test_the_file_is_named_after_the_invoice_without_surprises() -> None:
    assert file_name("F-2026-001") == "facture-F-2026-001.pdf"
    assert file_name('F/2026"\r\nX: 1') == "facture-F-2026-X-1.pdf"
    assert file_name("é") == "facture-sans-numero.pdf"
