"""Family A: files and their links."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from contracts.rules.exchange import first_error
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.links import FILES, followed
from contracts.rules.patterns import KEPT, Found, held, of_answers
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

UPLOADS = ("upload_attachment", "upload_transaction_attachment")
SHOWS = ("show_attachment", "list_attachments", "list_transaction_attachments")
TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})
_INVALID, _NOT_FOUND = 422, 404
_REASONS = frozenset({"not_in_list", "invalid", "invalid_body"})


def files_in(step: Step) -> Iterator[dict[str, Any]]:
    one, many = held(step.exchange.answered, "attachment"), held(step.exchange.answered, "attachments")
    yield from (file for file in (one, *(many if isinstance(many, list) else ())) if isinstance(file, dict))


def only_its_id(step: Step) -> Found:
    if step.exchange.operation != "upload_attachment":
        return None
    answered = held(step.exchange.answered, "attachment")
    kept = isinstance(answered, dict) and answered.keys() == {"id"}
    return KEPT if kept else "an upload was answered more than its id"


def nothing_yet(step: Step) -> Found:
    return KEPT if step.exchange.answered in ({}, None) else "a file that is still to come was answered"


def described(step: Step) -> Found:
    found: Found = None
    for file in files_in(step):
        size = file.get("file_size")
        if not isinstance(size, str) or not size.isdecimal():
            return f"file_size is {size!r}"
        if file.get("file_content_type") not in TYPES:
            return f"a file of the type {file.get('file_content_type')}"
        found = KEPT
    return found


def one_host(journal: Journal) -> Iterator[Occasion]:
    host = None
    for step in journal.of(*SHOWS):
        if not step.ok or not step.exchange.plain:
            continue
        for file in files_in(step):
            parts = urlsplit(str(file.get("url")))
            host = host or parts.netloc
            kept = parts.scheme in {"http", "https"} and bool(parts.netloc) and parts.netloc == host
            yield verdict(step, kept=kept, otherwise=f"a link to {parts.scheme}://{parts.netloc}")


def gone_with_its_link(journal: Journal) -> Iterator[Occasion]:
    gone: set[str] = set()
    deletes = ((step.index, step.subject) for step in journal.of("delete_attachment") if step.ok)
    deleted = {subject: index for index, subject in deletes if subject is not None}
    for step, link in followed(journal) if deleted else ():
        id = link.target.removeprefix(FILES).split("/")[1] if link.target.count("/") > 3 else ""  # noqa: PLR2004
        if deleted.get(id, step.index) < step.index:
            gone.add(id)
            yield verdict(step, kept=not step.ok, otherwise=f"file {id} was deleted and served")


def refused_for_its_kind(journal: Journal) -> Iterator[Occasion]:
    for step in journal.of(*UPLOADS):
        if step.exchange.plain and step.exchange.status == _INVALID:
            code = held(first_error(step.exchange.answered), "code")
            yield verdict(step, kept=code in _REASONS, otherwise=f"a file was refused as {code}")


RULES = (
    Rule(
        id="A.1",
        says="An upload is answered with the id of the file and nothing else.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests; the official collection",
        check=of_answers(only_its_id, "upload_attachment"),
    ),
    Rule(
        id="A.2",
        says="A file added to a transaction shows a moment later, not in the answer.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests; the official collection",
        check=of_answers(nothing_yet, "upload_transaction_attachment"),
    ),
    Rule(
        id="A.3",
        says="A file is a PDF, a JPEG or a PNG, and its size is a text of digits.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection of 2026-02",
        check=of_answers(described, *SHOWS),
    ),
    Rule(
        id="A.4",
        says="All links to files lead to one and the same host.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="a client may allow that host and no other",
        check=one_host,
    ),
    Rule(
        id="A.5",
        says="A file that was deleted is served by no link.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="what is deleted is gone",
        check=gone_with_its_link,
        editions=("guide",),
    ),
    Rule(
        id="A.6",
        says="A file that is no PDF, JPEG or PNG is refused for that reason, whatever its type says.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on uploading a file; the status of the refusal is ours",
        check=refused_for_its_kind,
        refuses=dict.fromkeys(UPLOADS, (_INVALID,)),
    ),
)
