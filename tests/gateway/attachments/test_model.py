"""What a file is, what it is called, and which of several stays."""

from datetime import UTC, datetime

import pytest

from gateway.resources.attachment_cleanup.model import groups_of, plan_of, suspects
from gateway.resources.attachments.model import (
    Attachment,
    BankTransaction,
    FileKind,
    contradicts,
    disposition,
    honest_name,
    kind_of,
    known_type,
)
from tests.gateway.attachments.drawer import JPEG, PDF, PNG

TRANSACTION = BankTransaction(qonto_id="t-1")


def attachment(id: str, *, day: int | None = 1, size: int | None = 10) -> Attachment:
    at = None if day is None else datetime(2026, 2, day, tzinfo=UTC)
    return Attachment(
        id=id, file_name=f"{id}.pdf", content_type="application/pdf", size=size, url=None, created_at=at
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (JPEG, FileKind.JPEG),
        (PNG, FileKind.PNG),
        (b"", None),
        (b"%PDF", None),
        (b"\n%PDF-1.7", None),
        (b"GIF89a%PDF-", None),
    ],
)
def test_the_first_bytes_decide(content: bytes, kind: FileKind | None) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    "declared",
    [
        "",
        "application/octet-stream",
        "Binary/Octet-Stream; charset=binary",
        "IMAGE/JPG; q=1",
        "image/jpeg",
        "image/pjpeg",
    ],
)
def test_what_says_nothing_or_the_same_does_not_contradict(declared: str) -> None:
    assert not contradicts(declared, FileKind.JPEG)


@pytest.mark.parametrize("declared", ["image/png", "application/pdf", "text/html", "image/*", "jpeg"])
def test_what_says_otherwise_contradicts(declared: str) -> None:
    assert contradicts(declared, FileKind.JPEG)


@pytest.mark.parametrize(
    ("said", "kind", "name"),
    [
        ("facture.pdf", FileKind.PDF, "facture.pdf"),
        ("facture", FileKind.PDF, "facture.pdf"),
        ("scan.pdf", FileKind.PNG, "scan.pdf.png"),
        ("C:\\photos\\a.JPEG", FileKind.JPEG, "a.JPEG"),
        ("../../x.pdf", FileKind.PDF, "x.pdf"),
        ("...", FileKind.PDF, "justificatif.pdf"),
        ("", FileKind.PNG, "justificatif.png"),
        ("a\x00\r\nb.pdf", FileKind.PDF, "ab.pdf"),
        ("é" * 500 + ".pdf", FileKind.PDF, "é" * 116 + ".pdf"),
        ("photo.heic", None, "photo.heic"),
    ],
)
def test_a_name_is_made_honest(said: str, kind: FileKind | None, name: str) -> None:
    assert honest_name(said, kind) == name


def test_a_disposition_is_plain_ascii() -> None:
    said = disposition('a"; b\r\n€.pdf', inline=True)

    assert said.isascii()
    assert said.isprintable()
    assert said == "inline; filename=\"a- b-.pdf\"; filename*=UTF-8''a%22%3B%20b%0D%0A%E2%82%AC.pdf"


def test_a_disposition_says_whether_the_file_is_shown_or_kept() -> None:
    assert disposition("a.pdf", inline=False).startswith('attachment; filename="a.pdf";')
    assert disposition("a.pdf", inline=True).startswith('inline; filename="a.pdf";')


def test_a_media_type_names_a_kind_whatever_its_parameters_and_its_case() -> None:
    assert [known_type(said) for said in ("Image/PNG; q=1", "image/jpg ;a", "text/html", "")] == [
        FileKind.PNG,
        FileKind.JPEG,
        None,
        None,
    ]


def test_the_oldest_stays_and_one_of_unknown_age_is_the_youngest() -> None:
    files = [attachment("c", day=None), attachment("b", day=3), attachment("a", day=2)]

    (group,) = groups_of(TRANSACTION, files, {one.id: ("d", 10) for one in files})

    assert (group.keep.id, [one.id for one in group.duplicates]) == ("a", ["b", "c"])


def test_of_two_of_one_age_it_is_always_the_same_that_stays() -> None:
    files = [attachment("b"), attachment("a")]
    read = {one.id: ("d", 10) for one in files}

    assert groups_of(TRANSACTION, files, read) == groups_of(TRANSACTION, files[::-1], read)


def test_a_file_without_a_twin_is_in_no_group_and_what_could_not_be_read_has_none() -> None:
    files = [attachment("a"), attachment("b"), attachment("c"), attachment("d")]

    groups = groups_of(TRANSACTION, files, {"a": ("one", 10), "b": ("two", 10), "c": ("one", 10)})

    assert [(group.sha256, group.size, group.keep.id) for group in groups] == [("one", 10, "a")]
    assert [one.id for one in groups[0].duplicates] == ["c"]


def test_only_files_that_share_their_size_need_be_read() -> None:
    files = [attachment("a", size=1), attachment("b", size=2), attachment("c", size=1)]

    assert [one.id for one in suspects(files)] == ["a", "c"]
    assert len(suspects([*files, attachment("d", size=None)])) == 4


def test_a_plan_is_another_when_anything_in_it_is() -> None:
    files = [attachment(id, day=day) for day, id in enumerate("abc", 1)]
    read = {one.id: ("d", 10) for one in files}
    plans = {
        plan_of(groups_of(transaction, some, read))
        for transaction in (TRANSACTION, BankTransaction(qonto_id="t-2"))
        for some in (files, files[1:], files[:2], files[::2])
    }

    assert len(plans) == 8
