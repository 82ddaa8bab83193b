"""Rule 5 at a gateway: no link is followed or handed out once it is dead."""

import re
from collections.abc import Iterator

from contracts.rules.exchange import Exchange
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.links import FILES, LIFETIME_S, age_s
from contracts.rules.papers import is_a_draft
from contracts.rules.patterns import KEPT, Found, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict
from contracts.rules.signed import Link, dies_at

PDFS = ("show_invoice_pdf", "show_quote_pdf", "show_credit_note_pdf", "show_quote_view")
SOURCES = frozenset({"pdf_url", "attachment", "local"})
_SECOND = 1
"""Links say whole seconds."""
_SIGNED = re.compile(r"https?://[^\s\"'<>\\]*[?&]expires=[0-9]+[^\s\"'<>\\]*")
_VIEW = re.compile(r"/quotes/[^/?]+/view\?")
_FORBIDDEN, _EXPIRED = 403, 410


def links_in(text: str) -> Iterator[str]:
    """Every signed link in a text. The public view of a quote is not one to a file."""
    if "expires=" in text:
        for found in _SIGNED.finditer(text):
            link = found.group().replace("&amp;", "&")
            if not _VIEW.search(link):
                yield link


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


def says_where_from(act: Act) -> Found:
    """Of a PDF that may be served at all: a draft's is another rule's affair."""
    call = act.call
    if (
        not call.ok
        or not call.headers.get("content-type", "").startswith("application/pdf")
        or is_a_draft(act)
    ):
        return None
    source = call.headers.get("x-pdf-source")
    return KEPT if source in SOURCES else f"X-PDF-Source is {source}"


def views_end(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        dies = dies_at(call.target) if call.operation == "show_quote_view" else None
        if dies is None or call.at is None or call.identified:
            continue
        if call.status == _EXPIRED:
            yield verdict(index, kept=call.at.timestamp() >= dies - _SECOND, otherwise="410 before its end")
        elif call.ok:
            kept = call.at.timestamp() < dies + _SECOND
            yield verdict(index, kept=kept, otherwise="the view of a quote was shown after its end")


RULES = (
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
        check=of_acts(says_where_from, *PDFS),
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
