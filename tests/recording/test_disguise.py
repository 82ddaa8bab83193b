"""What stays, what goes, and that what replaces it still looks like it."""

import re
from pathlib import Path
from typing import Any

import pytest

from contracts.recordings.pseudonyms import Pseudonyms
from contracts.recordings.reading import read
from tests.recording.spoken import BANK, Said, answered, asked, record

ID = "6f5e4d3c-2b1a-4098-8765-43210fedcba9"
INVOICE = {
    "id": ID,
    "number": "F-2026-001",
    "status": "unpaid",
    "issue_date": "2026-02-19",
    "created_at": "2026-02-19T09:00:00.000Z",
    "currency": "EUR",
    "total_amount": {"value": "59.88", "currency": "EUR"},
    "total_amount_cents": 5988,
    "credit_notes_ids": [ID],
    "paid_at": None,
    "items": [{"quantity": 1, "vat_rate": "0.2", "unit_price_cents": 4990}],
}
PERSON = {
    "name": "Atelier Morel",
    "email": "contact@morel.fr",
    "phone": {"country_code": "+33", "number": "0612345678"},
    "vat_number": "FR12345678901",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPPXXX",
    "address": "12 rue de la Paix",
    "birthdate": "1988-04-12",
    "header": "Merci de votre confiance",
}


def _told(tmp_path: Path, body: Any) -> Any:
    return answered(record(tmp_path / "one.har", Said(answered=body))[0])


def test_amounts_dates_statuses_numbers_and_ids_stay(tmp_path: Path) -> None:
    assert _told(tmp_path, {"client_invoice": INVOICE}) == {"client_invoice": INVOICE}


def test_people_go_and_what_replaces_them_looks_like_them(tmp_path: Path) -> None:
    told = _told(tmp_path, PERSON)

    assert told.keys() == PERSON.keys()
    assert not {str(value) for value in told.values()} & {str(value) for value in PERSON.values()}
    assert re.fullmatch(r"[A-Z][a-z]{6} [A-Z][a-z]{4}", told["name"])
    assert re.fullmatch(r"[a-z]+@[a-z]+\.example", told["email"])
    assert told["phone"]["country_code"] == "+33"
    assert re.fullmatch(r"[0-9]{10}", told["phone"]["number"])
    assert re.fullmatch(r"[A-Z]{4}FR[A-Z]{5}", told["bic"])
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told["birthdate"])


@pytest.mark.parametrize(
    "iban", ["FR7630006000011234567890189", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"]
)
def test_the_stand_in_of_an_iban_has_its_country_and_valid_check_digits(iban: str) -> None:
    made = Pseudonyms().of(iban).text
    plain = made.replace(" ", "")
    turned = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])

    assert made != iban
    assert (made[:2], len(made)) == (iban[:2], len(iban))
    assert int(turned) % 97 == 1


def test_the_same_word_has_the_same_stand_in_within_a_recording_and_another_in_another(
    tmp_path: Path,
) -> None:
    said = Said(answered={"name": "Atelier Morel", "label": "Atelier Morel"})

    here = [answered(entry)["name"] for entry in record(tmp_path / "a.har", said, said)]
    there = [answered(entry)["name"] for entry in record(tmp_path / "b.har", said)]

    assert here[0] == here[1] != there[0]
    assert answered(record(tmp_path / "c.har", said)[0]) != {"name": here[0], "label": here[0]}


def test_a_new_status_is_seen_and_a_status_that_is_no_word_is_not(tmp_path: Path) -> None:
    told = _told(tmp_path, {"status": "partially_paid", "side": "M. Dupont 3"})

    assert told["status"] == "partially_paid"
    assert told["side"] != "M. Dupont 3"


def test_a_telephone_that_looks_like_the_number_of_an_invoice_goes(tmp_path: Path) -> None:
    told = _told(tmp_path, {"client": {"phone": {"number": "2026-123456"}}, "number": "2026-123456"})

    assert told["number"] == "2026-123456" != told["client"]["phone"]["number"]


def test_a_new_field_keeps_its_name_and_loses_its_value(tmp_path: Path) -> None:
    told = _told(tmp_path, {"loyalty_points": 1200, "nickname": "Momo du 33", "flag": True})

    assert list(told) == ["loyalty_points", "nickname", "flag"]
    assert told["nickname"] != "Momo du 33"
    assert (told["flag"], type(told["loyalty_points"])) == (True, int)


def test_a_link_loses_its_host_its_path_and_its_signature(tmp_path: Path) -> None:
    told = _told(tmp_path, {"url": "https://bucket.s3.amazonaws.com/acme/bill.pdf?X-Amz-Signature=f00"})

    assert re.fullmatch(r"https://[a-z]+\.example/[a-z]{4}/[a-z]{4}\.[a-z]{3}\?removed=removed", told["url"])


def test_what_is_asked_is_disguised_like_what_is_answered(tmp_path: Path) -> None:
    (entry,) = record(
        tmp_path / "asked.har",
        Said(
            method="POST",
            url=f"{BANK}/v2/clients?filter[name]=Morel&page=2",
            asked={"kind": "company", "name": "Atelier Morel"},
            answered={"client": {"name": "Atelier Morel"}},
        ),
    )

    assert asked(entry)["kind"] == "company"
    assert asked(entry)["name"] == answered(entry)["client"]["name"] != "Atelier Morel"
    assert re.fullmatch(rf"{BANK}/v2/clients\?filter\[name\]=[A-Z][a-z]{{4}}&page=2", entry["request"]["url"])


def test_a_file_leaves_its_kind_and_length(tmp_path: Path) -> None:
    (entry,) = record(
        tmp_path / "pdf.har", Said(headers={"Content-Type": "application/pdf"}, answered=b"%PDF-1.4 secret")
    )

    assert entry["response"]["content"] == {"size": 15, "mimeType": "application/pdf", "comment": "not kept"}


def test_a_redirect_and_a_lost_answer_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "odd.har"
    record(
        path,
        Said(
            status=302, headers={"Location": "https://login.example/x?token=1", "Content-Type": "text/html"}
        ),
        Said(lost=True),
    )

    redirected, lost = read(path).exchanges

    assert (
        redirected.headers["location"].endswith("/?removed=removed")
        or "removed" in redirected.headers["location"]
    )
    assert (lost.status, lost.ok) == (0, False)
