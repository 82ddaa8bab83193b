"""PDFs and the links they are fetched by: made after the fact, signed, and dead after thirty minutes."""

from typing import Any

from contracts.suite.bank.customer import PDF, UNKNOWN_ID, Customer
from contracts.suite.bank.marks import CONTROL, GUIDE, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_LIVES_S = 1800


def a_draft_has_no_pdf(bank: Customer) -> None:
    """A draft has no PDF, however long it waits."""
    id = bank.draft()["id"]
    if bank.control is not None:
        bank.wait(3600)

    draft = bank.invoice(id)

    expect(draft["attachment_id"] is None, "a draft has a PDF")
    expect(not draft.get("pdf_url"), "a draft has a link to a PDF")


def a_pdf_is_made_after_the_finalization(bank: Customer) -> None:
    """The PDF of an invoice is not there yet when it becomes final, and is a moment later."""
    draft = bank.draft()["id"]
    final = bank.ask("finalize_client_invoice", draft).must_be(200).at("client_invoice")
    expect(final["attachment_id"] is None, "the PDF was there at once")

    bank.wait(5)

    file = bank.shown("show_attachment", bank.invoice(draft)["attachment_id"])
    expect(file["file_content_type"] == "application/pdf", f"it is {file['file_content_type']}")
    expect(bank.follow(file["url"]).must_be(200).content.startswith(b"%PDF-"), "what comes is no PDF")


def a_pdf_stays_the_one_it_was(bank: Customer) -> None:
    """Payment and cancellation leave the PDF of an invoice as it was."""
    final = bank.final()
    before = _content(bank, final)

    for operation in ("mark_client_invoice_paid", "unmark_client_invoice_paid", "cancel_client_invoice"):
        bank.ask(operation, final["id"]).must_be(200)
    bank.wait(60)

    after = bank.invoice(final["id"])
    expect(after["attachment_id"] == final["attachment_id"], "it has another PDF now")
    expect(_content(bank, after) == before, "its PDF says something else now")


def every_final_invoice_has_a_pdf_of_its_own(bank: Customer) -> None:
    """Two final invoices have two PDFs."""
    first, second = bank.final(), bank.final()

    expect(first["attachment_id"] != second["attachment_id"], "both have the same file")
    expect(_content(bank, first) != _content(bank, second), "both files say the same")


def a_quote_has_its_pdf_a_moment_later(bank: Customer) -> None:
    """The PDF of a quote is not there at once, and is a moment later."""
    made = bank.ask("create_quote", body=bank.quote_body()).must_succeed().at("quote")
    expect(made["attachment_id"] is None, "the PDF was there at once")

    bank.wait(5)

    quote = bank.shown("show_quote", made["id"])
    expect(bool(quote["attachment_id"]), "there is still no PDF")
    expect(_content(bank, quote).startswith(b"%PDF-"), "what comes is no PDF")


def a_credit_note_has_its_pdf(bank: Customer) -> None:
    """A credit note has a PDF a moment after it was made."""
    note = bank.credit_note(bank.final()["id"])["id"]

    bank.wait(5)

    expect(_content(bank, bank.shown("show_credit_note", note)).startswith(b"%PDF-"), "what comes is no PDF")


def a_link_needs_no_credentials(bank: Customer) -> None:
    """A signed link gives the bytes to whoever holds it, without credentials."""
    id = bank.uploaded()

    answer = bank.follow(bank.shown("show_attachment", id)["url"])

    answer.must_be(200)
    expect(answer.content == PDF, f"{len(answer.content)} other bytes come")


def a_link_that_was_tampered_with_opens_nothing(bank: Customer) -> None:
    """A link of which one letter was changed, or the id of the file, opens nothing."""
    id = bank.uploaded()
    link = bank.shown("show_attachment", id)["url"]

    other = "0" if link[-1] != "0" else "1"
    bank.follow(f"{link[:-1]}{other}").must_be_refused()
    if id in link:
        bank.follow(link.replace(id, UNKNOWN_ID)).must_be_refused()

    bank.follow(link).must_be(200)


def a_link_dies_after_thirty_minutes(bank: Customer) -> None:
    """A link lives 1799 seconds, and is dead at 1800."""
    link = bank.shown("show_attachment", bank.uploaded())["url"]

    bank.wait(_LIVES_S - 1)
    alive = bank.follow(link)
    bank.wait(1)
    dead = bank.follow(link)

    alive.must_be(200)
    dead.must_be(403)


def asking_again_makes_a_new_link(bank: Customer) -> None:
    """Asking for the file again makes a new link; the old one stays dead."""
    id = bank.uploaded()
    old = bank.shown("show_attachment", id)["url"]
    bank.wait(_LIVES_S)

    new = bank.shown("show_attachment", id)["url"]

    expect(new != old, "it is the same link again")
    bank.follow(new).must_be(200)
    bank.follow(old).must_be(403)


def the_guides_pdf_url_dies_and_is_not_renewed(bank: Customer) -> None:
    """The guide's `pdf_url` is signed once: it opens, dies after thirty minutes, and stays the same."""
    final = bank.final()
    bank.follow(final["pdf_url"]).must_be(200)

    bank.wait(_LIVES_S)

    bank.follow(final["pdf_url"]).must_be(403)
    again = bank.invoice(final["id"])["pdf_url"]
    expect(again == final["pdf_url"], "it was signed anew")


def the_pdf_outlives_the_guides_pdf_url(bank: Customer) -> None:
    """When `pdf_url` is dead the PDF is still there, by its attachment."""
    final = bank.final()
    bank.wait(_LIVES_S)
    bank.follow(final["pdf_url"]).must_be(403)

    content = _content(bank, bank.invoice(final["id"]))

    expect(content.startswith(b"%PDF-"), "what comes is no PDF")


def there_is_no_pdf_url_any_more(bank: Customer) -> None:
    """Today no document has a `pdf_url`: the PDF is reached by its attachment."""
    final, quote = bank.final(), bank.quote()

    expect("pdf_url" not in bank.invoice(final["id"]), "an invoice has a pdf_url")
    expect("pdf_url" not in bank.shown("show_quote", quote["id"]), "a quote has a pdf_url")


def _content(bank: Customer, document: dict[str, Any]) -> bytes:
    """The PDF of a document, by its attachment."""
    return bank.follow(bank.shown("show_attachment", document["attachment_id"])["url"]).must_be(200).content


BEHAVIOURS = (
    Behaviour(play=a_draft_has_no_pdf, rules=("R4",)),
    Behaviour(play=a_pdf_is_made_after_the_finalization, rules=("R4",), needs=CONTROL),
    Behaviour(play=a_pdf_stays_the_one_it_was, rules=("R4",), needs=CONTROL),
    Behaviour(play=every_final_invoice_has_a_pdf_of_its_own, rules=("R4",), needs=CONTROL),
    Behaviour(play=a_quote_has_its_pdf_a_moment_later, rules=("Q",), needs=CONTROL),
    Behaviour(play=a_credit_note_has_its_pdf, rules=("C",), needs=CONTROL),
    Behaviour(play=a_link_needs_no_credentials, rules=("A",)),
    Behaviour(play=a_link_that_was_tampered_with_opens_nothing, rules=("A",)),
    Behaviour(play=a_link_dies_after_thirty_minutes, rules=("R5",), needs=CONTROL),
    Behaviour(play=asking_again_makes_a_new_link, rules=("R5",), needs=CONTROL),
    Behaviour(play=the_guides_pdf_url_dies_and_is_not_renewed, rules=("R5",), needs=CONTROL, editions=GUIDE),
    Behaviour(play=the_pdf_outlives_the_guides_pdf_url, rules=("R5",), needs=CONTROL, editions=GUIDE),
    Behaviour(play=there_is_no_pdf_url_any_more, rules=("A",), editions=NEWEST, stateful=False),
)
