"""A signed link: for whom there is one, how long it lives, and what makes it worthless."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.resources.documents.model import DocumentStatus
from gateway.resources.quote_views.model import LIFE_MAX, Link, Links, Verdict, judge, sign
from gateway.resources.quotes.model import Known
from tests.gateway.printed import a_document, a_quote

NOW = datetime(2026, 2, 19, 23, 30, tzinfo=UTC)
LINKS = Links(secret="an offline secret", base_url="http://127.0.0.1:8080", now=NOW)
FINAL = a_document(status=DocumentStatus.FINALIZED)


def link(links: Links = LINKS, *, expiry: date | None = date(2026, 3, 21)) -> Link | None:
    return links.of(Known(quote=a_quote(expiry_date=expiry), document=FINAL))


def test_a_link_ends_with_the_day_after_the_last_one_of_the_offer() -> None:
    made = link()

    assert made is not None
    assert made.expires_at == datetime(2026, 3, 23, tzinfo=UTC)
    address = urlsplit(made.url)
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert made.url.startswith("http://127.0.0.1:8080/api/qonto/quotes/q-1/view?")
    assert query["expires"] == str(int(made.expires_at.timestamp()))
    assert judge("an offline secret", "q-1", query["expires"], query["signature"], now=NOW) is Verdict.GOOD


def test_no_link_lives_longer_than_ninety_days_and_within_a_day_it_stays_the_same() -> None:
    made = link(expiry=date(2030, 1, 1))

    assert made is not None
    assert made.expires_at == datetime(2026, 2, 19, tzinfo=UTC) + LIFE_MAX
    assert link(replace(LINKS, now=NOW.replace(hour=1)), expiry=date(2030, 1, 1)) == made


def test_a_draft_an_endless_and_a_dead_offer_have_no_link() -> None:
    draft = Known(quote=a_quote(), document=a_document())

    assert (LINKS.of(draft), link(expiry=None)) == (None, None)
    over = datetime(2026, 3, 23, tzinfo=UTC)
    assert link(replace(LINKS, now=over)) is None
    assert link(replace(LINKS, now=over - timedelta(seconds=1))) is not None


def test_the_signature_covers_the_key_the_quote_and_the_end() -> None:
    signatures = {
        sign(secret, quote, end) for secret in ("a", "b") for quote in ("q-1", "\ud83e") for end in (1, 2)
    }

    assert len(signatures) == 8


END = 1_772_000_000


@pytest.mark.parametrize(
    ("expires", "signature", "seconds", "verdict"),
    [
        (str(END), sign("s", "q-1", END), -1, Verdict.GOOD),
        (str(END), sign("s", "q-1", END), 0, Verdict.OVER),
        (str(END), sign("s", "q-2", END), -1, Verdict.FORGED),
        (str(END + 1), sign("s", "q-1", END), -1, Verdict.FORGED),
        (str(END), "", -1, Verdict.FORGED),
        (str(END), "\ud83e", -1, Verdict.FORGED),
        ("999999999999", sign("s", "q-1", 999_999_999_999), -1, Verdict.GOOD),
        ("9999999999999", sign("s", "q-1", 9_999_999_999_999), -1, Verdict.FORGED),
        ("-1", sign("s", "q-1", -1), -1, Verdict.FORGED),
        ("", sign("s", "q-1", 0), -1, Verdict.FORGED),
        ("\u0661", sign("s", "q-1", 1), -1, Verdict.FORGED),
    ],
)
def test_a_link_is_good_until_its_end_and_forged_whatever_else_it_claims(
    expires: str, signature: str, seconds: int, verdict: Verdict
) -> None:
    now = datetime.fromtimestamp(END + seconds, UTC)

    assert judge("s", "q-1", expires, signature, now=now) is verdict
