"""Rule 4: no file, and no way to one, of what is a draft."""

from collections.abc import Iterator

from contracts.rules.exchange import CREDIT_NOTE, DRAFT, INVOICE, QUOTE, Shown, shown_in
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, of_acts, of_documents
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

WAYS = ("attachment_id", "pdf_url", "qonto_pdf_url", "local_pdf_path")
PDFS = ("show_invoice_pdf", "show_quote_pdf", "show_credit_note_pdf")
WAITING = "pending_approval"
_UNAVAILABLE, _PENDING = "PDF_NOT_AVAILABLE", "PDF_PENDING"
_NOT_FOUND, _LATER, _BROKEN = 404, 503, 500


# ---------------------------------------------------------------- the bank
def a_draft_has_no_file(shown: Shown) -> Found:
    if shown.status != DRAFT:
        return None
    ways = [name for name in WAYS if shown.fields.get(name)]
    return f"a draft with {' and '.join(ways)}" if ways else KEPT


def a_file_stays(journal: Journal) -> Iterator[Occasion]:
    files = {
        id: shown.fields.get("attachment_id")
        for id, shown in journal.known.items()
        if shown.final and shown.fields.get("attachment_id")
    }
    for step, shown in journal.documents:
        if not shown.final or "attachment_id" not in shown.fields:
            continue
        now, before = shown.fields["attachment_id"], files.get(shown.id)
        if before is not None:
            yield verdict(
                step, kept=now == before, otherwise=f"the file of {shown.number} is another or gone"
            )
        elif now:
            files[shown.id] = now


# ---------------------------------------------------------------- the gateway
def shows_no_way_to_one(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        for shown in shown_in(call.answered) if call.ok else ():
            found = a_draft_has_no_file(shown)
            if found is not None:
                yield Occasion(index, found or None)


def serves_none(act: Act) -> Found:
    if not is_a_draft(act) or act.call.status >= _BROKEN:
        return None
    return f"{act.call.operation}: the PDF of a draft" if act.call.ok else KEPT


def is_a_draft(act: Act) -> bool:
    """As the bank last said; a quote made here that never left the house and that nobody has decided."""
    shown = act.after
    if shown is None or shown != (act.before or shown):
        return False
    if shown.kind == QUOTE:
        return act.made and not act.sent and shown.status == WAITING
    return shown.kind == INVOICE and shown.status == DRAFT


def says_that_there_is_none(act: Act) -> Found:
    if not is_a_draft(act) or act.call.status >= _BROKEN or act.call.ok or act.gone:
        return None
    call = act.call
    if call.status == _NOT_FOUND:
        return KEPT if call.code == _UNAVAILABLE else f"{call.operation} of a draft: {call.code}"
    return None


def pending_says_when(act: Act) -> Found:
    call = act.call
    if call.code != _PENDING:
        return None
    if call.status != _LATER:
        return f"{_PENDING} with {call.status}"
    return KEPT if not call.headers or "retry-after" in call.headers else f"{_PENDING} without a Retry-After"


def a_pdf_is_a_pdf(act: Act) -> Found:
    call = act.call
    if not call.ok or not call.headers:
        return None
    media = call.headers.get("content-type", "")
    return KEPT if media.startswith("application/pdf") else f"{call.operation} answers {media}"


RULES = (
    Rule(
        id="R4.1",
        says="A draft has no file and no link to one.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 4; Qonto makes the file after the finalization",
        check=of_documents(a_draft_has_no_file, INVOICE, CREDIT_NOTE),
    ),
    Rule(
        id="R4.2",
        says="The file of what is final, once there, stays the same one.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="what is final is final",
        check=a_file_stays,
    ),
    Rule(
        id="R4.3",
        says="A gateway shows no way to a file of a draft.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 4",
        check=shows_no_way_to_one,
    ),
    Rule(
        id="R4.4",
        says="A gateway serves no PDF of a draft.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 4",
        check=of_acts(serves_none, *PDFS),
    ),
    Rule(
        id="R4.5",
        says=f"The PDF of a draft is 404 {_UNAVAILABLE}.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=of_acts(says_that_there_is_none, *PDFS),
        refuses=dict.fromkeys(PDFS, (_NOT_FOUND,)),
        protocol=True,
    ),
    Rule(
        id="R4.6",
        says=f"A PDF that is being made is 503 {_PENDING}, and says when to come back.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=of_acts(pending_says_when, *PDFS, "show_quote_view"),
        refuses=dict.fromkeys((*PDFS, "show_quote_view"), (_LATER,)),
        protocol=True,
    ),
    Rule(
        id="R4.7",
        says="What a gateway serves as a PDF is one.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 5",
        check=of_acts(a_pdf_is_a_pdf, *PDFS),
    ),
)
