"""Rule 5: a signed link lives for thirty minutes, at the bank and in a gateway's hands."""

import re
from collections.abc import Iterator
from datetime import datetime

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
)
