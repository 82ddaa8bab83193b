"""Rule 5: a signed link lives for thirty minutes, at the bank and in a gateway's hands."""

import re
from collections.abc import Iterator
from datetime import datetime

from contracts.rules.exchange import Call, Exchange, first_error
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict
from contracts.rules.signed import Link, dies_at

LIFETIME_S = 1800
FILES = "/files/"
PDFS = frozenset({"show_invoice_pdf", "show_quote_pdf", "show_credit_note_pdf", "show_quote_view"})
SOURCES = frozenset({"pdf_url", "attachment", "local"})
_SECOND = 1
"""Links say whole seconds."""
_SIGNED = re.compile(r"https?://[^\s\"'<>\\]*[?&]expires=[0-9]+[^\s\"'<>\\]*")
_VIEW = re.compile(r"/quotes/[^/?]+/view\?")
_OK, _FORBIDDEN, _NOT_FOUND, _EXPIRED = 200, 403, 404, 410


def age_s(link: Link, at: datetime | None) -> float | None:
    return None if link.at is None or at is None else (at - link.at).total_seconds()


def links_in(text: str) -> Iterator[str]:
    """Every signed link in a text. The public view of a quote is not one to a file."""
    if "expires=" in text:
        for found in _SIGNED.finditer(text):
            link = found.group().replace("&amp;", "&")
            if not _VIEW.search(link):
                yield link


def followed(journal: Journal) -> Iterator[tuple[Step, Link]]:
    """Every time that somebody followed a link which had been handed out before."""
    handed = journal.handed_out
    known = {target: Link(target, at, fresh=False) for target, at in journal.links.items()}
    for step in journal.steps if known or handed else ():
        if step.exchange.target.startswith(FILES):
            link = known.get(step.exchange.target)
            if link is not None and step.exchange.plain:
                yield step, link
        for link in handed.get(step.index, ()):
            known.setdefault(link.target, link)


# ---------------------------------------------------------------- the bank
def works_before(journal: Journal) -> Iterator[Occasion]:
    for step, link in followed(journal):
        age = age_s(link, step.exchange.at)
        if link.fresh and age is not None and age <= LIFETIME_S - _SECOND:
            # Whose file was deleted leads to nothing, and that is not the link's fault.
            kept = step.exchange.status in {_OK, _NOT_FOUND}
            yield verdict(step, kept=kept, otherwise=f"dead after {age:.0f} s: {step.exchange.status}")


def dead_after(journal: Journal) -> Iterator[Occasion]:
    for step, link in followed(journal):
        age = age_s(link, step.exchange.at)
        if age is not None and age >= LIFETIME_S:
            kept = step.exchange.status == _FORBIDDEN
            yield verdict(step, kept=kept, otherwise=f"after {age:.0f} s: {step.exchange.status}")


def lives_thirty_minutes(journal: Journal) -> Iterator[Occasion]:
    """As the link itself says, where it does."""
    for step in journal.of("show_attachment"):
        if not step.ok or not step.exchange.plain or step.exchange.at is None:
            continue
        for link in journal.handed_out.get(step.index, ()):
            dies = dies_at(link.target)
            if dies is not None:
                left = dies - step.exchange.at.timestamp()
                kept = LIFETIME_S - _SECOND <= left <= LIFETIME_S
                yield verdict(step, kept=kept, otherwise=f"a new link that lives {left:.0f} s")


def every_look_signs_anew(journal: Journal) -> Iterator[Occasion]:
    seen: dict[str, datetime] = {}
    for step in journal.of("show_attachment"):
        at = step.exchange.at
        if not step.ok or not step.exchange.plain or at is None:
            continue
        for link in journal.handed_out.get(step.index, ()):
            before = seen.setdefault(link.target, at)
            if (at - before).total_seconds() > _SECOND:
                yield verdict(step, kept=False, otherwise=f"the link of {before} again")
            else:
                yield verdict(step, kept=True, otherwise="")


def unsigned_is_refused(journal: Journal) -> Iterator[Occasion]:
    known: dict[str, set[str]] = {}
    for step in journal.steps if journal.handed_out else ():
        exchange = step.exchange
        if exchange.target.startswith(FILES):
            targets = known.get(_unsigned(exchange.target), set())
            if targets and exchange.target not in targets and exchange.plain:
                kept = exchange.status in {_FORBIDDEN, _NOT_FOUND}
                yield verdict(step, kept=kept, otherwise=f"a signature that was made up: {exchange.status}")
        else:
            for link in journal.handed_out.get(step.index, ()):
                known.setdefault(_unsigned(link.target), set()).add(link.target)


def _unsigned(target: str) -> str:
    """The path and the hour, without the signature."""
    return f"{target.partition('?')[0]} {dies_at(target)}"


# ---------------------------------------------------------------- the gateway
def never_follows_a_dead_one(journal: Journal) -> Iterator[Occasion]:
    handed: dict[str, Link] = {target: Link(target, at, fresh=False) for target, at in journal.links.items()}
    for links in journal.handed_out.values():
        for link in links:
            handed.setdefault(link.target, link)
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            if exchange.target.startswith(FILES) and exchange.at is not None:
                age = _dead_for_s(exchange, handed.get(exchange.target))
                if age is not None:
                    yield verdict(
                        index, kept=age < 0, otherwise=f"{call.operation}: followed {age:.0f} s after its end"
                    )


def never_hands_out_a_dead_one(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        if call.at is None or not call.ok:
            continue
        for link in links_in(call.text or str(call.answered)):
            left = (dies_at(link) or 0) - call.at.timestamp()
            kept = 0 < left <= LIFETIME_S
            yield verdict(index, kept=kept, otherwise=f"{call.operation} hands out a link with {left:.0f} s")


def _dead_for_s(exchange: Exchange, link: Link | None) -> float | None:
    """Seconds since it died, less than 0: it is alive. As the link says, or as old as it is known to be."""
    assert exchange.at is not None
    dies = dies_at(exchange.target)
    if dies is not None:
        return exchange.at.timestamp() - dies
    age = None if link is None else age_s(link, exchange.at)
    return None if age is None else age - LIFETIME_S


def says_where_from(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        if call.operation in PDFS and call.ok and call.headers and _is_pdf(call):
            source = call.headers.get("x-pdf-source")
            yield verdict(index, kept=source in SOURCES, otherwise=f"X-PDF-Source is {source}")


def _is_pdf(call: Call) -> bool:
    return call.headers.get("content-type", "").startswith("application/pdf")


def views_end(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        dies = dies_at(call.target) if call.operation == "show_quote_view" else None
        if dies is None or call.at is None:
            continue
        if call.status == _EXPIRED:
            yield verdict(index, kept=call.at.timestamp() >= dies - _SECOND, otherwise="410 before its end")
        elif call.ok:
            kept = call.at.timestamp() < dies + _SECOND
            yield verdict(index, kept=kept, otherwise="the view of a quote was shown after its end")


RULES = (
    Rule(
        id="R5.1",
        says="A link from an attachment works for thirty minutes.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on attachments",
        check=works_before,
    ),
    Rule(
        id="R5.2",
        says="From the 1800th second on a link answers 403.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on attachments; guide, section 4, rule 5",
        check=dead_after,
    ),
    Rule(
        id="R5.3",
        says="A new link names an hour thirty minutes ahead.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on attachments",
        check=lives_thirty_minutes,
    ),
    Rule(
        id="R5.4",
        says="Every look at an attachment makes a new link.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 5",
        check=every_look_signs_anew,
    ),
    Rule(
        id="R5.5",
        says="A link whose signature was made up serves nothing.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="a link is a credential",
        check=unsigned_is_refused,
    ),
    Rule(
        id="R5.6",
        says="A gateway never follows a link that is older than thirty minutes.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 5",
        check=never_follows_a_dead_one,
    ),
    Rule(
        id="R5.7",
        says="A gateway never hands out a link that is older than thirty minutes.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 5",
        check=never_hands_out_a_dead_one,
    ),
    Rule(
        id="R5.8",
        says="A PDF says where it comes from: X-PDF-Source is pdf_url, attachment or local.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 5",
        check=says_where_from,
        protocol=True,
    ),
    Rule(
        id="R5.9",
        says="The public view of a quote ends at the hour its link names, with 410.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=views_end,
        refuses={"show_quote_view": (401, _FORBIDDEN, _EXPIRED)},
        protocol=True,
    ),
)

__all__ = ["RULES", "first_error"]
