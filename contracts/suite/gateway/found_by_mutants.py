"""What a sabotaged gateway got away with, until somebody asked: each of these was missing once."""

from urllib.parse import urlsplit

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import DRAFT, hidden_fields
from contracts.suite.gateway.expectations import CONTROL, OURS, by_token, still_a_draft
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

CONTROLLED = CONTROL | OURS
ELSEWHERE = {"Origin": "https://ailleurs.example"}
CONFLICT, FORBIDDEN, INVALID = 409, 403, 422
BELOW_A_CENT = {"quantity": 1.5, "price": 0.33, "vat_rate": 0}
"""49.5 cents: half of one has to go one way or the other."""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
PAGES = 2


def a_wish_in_the_address_is_named(person: Person) -> None:
    """A wish to finalize by itself is refused in the query as it is in the body."""
    answer = person.create(person.dialect.drafts, query={"autoFinalize": "true"})

    answer.must_be(INVALID)
    expect(answer.at("code") == "AUTO_FINALIZE_FORBIDDEN", f"{answer.asked} is {answer.at('code')}")


def a_spent_token_stays_spent(person: Person) -> None:
    """A token that was used confirms nothing more, also where its finalisation came to nothing."""
    draft = person.draft()
    question = person.question(draft)
    token = by_token(person, question)
    person.fault("finalize_client_invoice", "status", status=500)
    failed = person.say_yes(draft, question)
    expect(not failed.ok, "the bank has broken, and it is final all the same")

    answer = person.say_yes(draft, question)

    expect(not answer.ok, f"{token[:6]}... was taken for a second yes")
    still_a_draft(person, draft, after="a token that was spent")


def a_box_that_was_ticked_elsewhere_makes_nothing_final(person: Person) -> None:
    """The form of the question is believed only of whoever was shown it and has ticked its box."""
    draft = person.draft()
    url = urlsplit(str(person.question(draft).url))
    here = {"Origin": f"{url.scheme}://{url.netloc}"}

    for form in ({"understood": "yes"}, {"nonce": "made-up", "understood": "yes"}):
        person.say("POST", url.path, data=form, headers=here).must_be_refused()
    page = person.say("GET", url.path).must_succeed()
    unticked = hidden_fields(page.content.decode())
    person.say("POST", url.path, data=unticked, headers=here).must_be_refused()

    still_a_draft(person, draft, after="a form that was sent from elsewhere")


def a_foreign_page_may_not_write(person: Person) -> None:
    """A page of an origin that nobody has allowed cannot have anything done."""
    answer = person.create(person.dialect.drafts, headers=ELSEWHERE)

    answer.must_be(FORBIDDEN)
    expect(not person.asked_of_bank("create_client_invoice"), "the bank was asked for it")


def what_cannot_be_cancelled_is_not_passed_on(person: Person) -> None:
    """A draft and a paid invoice are not cancelled: that is known here, and the bank is not asked."""
    draft, paid = person.draft(), person.final()
    person.ask("mark_invoice_paid", paid.id, {}).must_succeed()

    for document in (draft, paid):
        person.ask("cancel_invoice", document.id).must_be(CONFLICT)

    expect(not person.asked_of_bank("cancel_client_invoice"), "the bank was asked to cancel it")


def what_is_paid_or_cancelled_is_not_paid_again(person: Person) -> None:
    """What waits for no payment takes none: that is known here, and the bank is not asked."""
    draft, canceled = person.draft(), person.final()
    person.ask("cancel_invoice", canceled.id).must_succeed()

    for document in (draft, canceled):
        person.ask("mark_invoice_paid", document.id, {}).must_be(CONFLICT)

    expect(not person.asked_of_bank("mark_client_invoice_paid"), "the bank was asked to note the payment")


def a_decided_quote_is_not_decided_again(person: Person) -> None:
    """What the customer has said of a quote stands: declined, it is not accepted."""
    person.need("accept_quote", "decline_quote")
    quote = person.quote()
    person.finalize(quote).must_succeed()
    person.ask("decline_quote", quote.id).must_succeed()

    answer = person.ask("accept_quote", quote.id)

    expect(not answer.ok, f"{answer.asked} accepted what was declined")
    expect(person.again(quote).status == "declined", f"declined, it is {person.again(quote).status}")


def a_quote_that_left_is_not_changed(person: Person) -> None:
    """What the customer has in his mail is not changed behind his back."""
    person.need("update_quote")
    quote = person.quote()
    person.finalize(quote).must_succeed()
    if person.control is not None:
        person.wait(2)

    answer = person.change(quote)

    expect(not answer.ok, f"{answer.asked} changed a quote that was sent")
    now = person.again(quote).total_cents
    expect(now == quote.total_cents, f"{quote.total_cents} cents were sent, and it is {now} now")


def more_than_its_invoice_is_not_drafted(person: Person) -> None:
    """A credit note is not written of more than its invoice, not even as a draft."""
    person.need("create_credit_note", "update_credit_note")
    note = person.made("credit_note", person.create("create_credit_note", document=person.final().id))

    answer = person.change(note, quantity=3, price=900)

    expect(not answer.ok, f"{answer.asked} drafts more than the invoice")
    expect(person.again(note).total_cents == note.total_cents, "refused, and it is another sum")


def a_drafted_credit_note_is_counted_to_the_cent(person: Person) -> None:
    """What a gateway counts itself it rounds as the bank does: half a cent goes up."""
    person.need("create_credit_note", "update_credit_note")
    note = person.made("credit_note", person.create("create_credit_note", document=person.final().id))

    person.change(note, **BELOW_A_CENT).must_succeed()

    total = person.again(note).total_cents
    expect(total == 50, f"1.5 x 0.33 come to {total} cents")  # noqa: PLR2004  - as said above


def the_second_page_is_another(person: Person) -> None:
    """A list is shown page by page: the second one goes on where the first has ended."""
    for _ in range(PAGES):
        person.draft()

    shown = [
        person.ask("list_invoices", query={"page": page, "per_page": 1}).must_be(200).at("invoices.0.id")
        for page in range(1, PAGES + 1)
    ]

    expect(len(set(shown)) == PAGES, "both pages show the same invoice")


def a_status_finds_its_invoices(person: Person) -> None:
    """A list of one status holds that one alone."""
    draft, final = person.draft(), person.final()

    drafts = person.ask("list_invoices", query={"status": DRAFT}).must_be(200).at("invoices")
    unpaid = person.ask("list_invoices", query={"status": "unpaid"}).must_be(200).at("invoices")

    expect({one["status"] for one in drafts} == {DRAFT}, "among the drafts are others")
    expect({one["status"] for one in unpaid} == {"unpaid"}, "among the unpaid are others")
    expect(draft.fields["id"] in {one["id"] for one in drafts}, "a draft is not among them")
    expect(final.number in {one["number"] for one in unpaid}, "an unpaid invoice is not among them")


def a_synchronisation_reaches_the_order(person: Person) -> None:
    """What the bank has cancelled is cancelled for its order too, once it was synchronised."""
    person.need("sync_invoices", "list_invoices_by_order")
    invoice = person.final(person.draft_of_order())
    order = person.last_order
    person.plane.act("issue-credit-note", invoice_id=invoice.bank_id)

    person.ask("sync_invoices").must_succeed()

    shown = person.ask("list_invoices_by_order", order).must_be(200).at("invoices")
    known = {one["document_number"]: one["status"] for one in shown}
    expect(known.get(invoice.number) == "canceled", f"{invoice.number} is {known.get(invoice.number)}")


def a_file_is_attached_once(person: Person) -> None:
    """A file that a transaction has is not sent to it again."""
    person.need("upload_attachment")
    moved = person.plane.act("receive-transfer", amount_cents=5988, label="Atelier Nord")
    told = {"transactionId": moved["transaction_id"]}
    files = {"file": ("ticket.png", PNG, "image/png")}
    person.plane.turn(transaction_attachment_delay_s=0)
    try:
        person.ask("upload_attachment", files=files, data=told).must_succeed()

        answer = person.ask("upload_attachment", files=files, data=told)
    finally:
        person.plane.turn(transaction_attachment_delay_s=1)

    answer.must_be(CONFLICT)
    sent = person.asked_of_bank("upload_transaction_attachment")
    expect(len(sent) == 1, f"it was sent to the bank {len(sent)} times")


def a_transfer_in_doubt_pays_nothing(person: Person) -> None:
    """Money that has not settled pays no invoice."""
    person.need("reconcile_invoice")
    invoice = person.final()
    moved = person.plane.act(
        "receive-transfer", amount_cents=invoice.total_cents, label="Nord", settles_in_s=3600
    )

    body = person.body_of("reconcile_invoice", transaction=moved["transaction_id"])
    answer = person.ask("reconcile_invoice", invoice.id, body)

    expect(not answer.ok, f"{answer.asked} took a transfer that is pending")
    expect(not person.asked_of_bank("mark_client_invoice_paid"), "the bank was told that it is paid")


BEHAVIOURS = (
    Behaviour(play=a_wish_in_the_address_is_named, rules=("R1",), needs=OURS),
    Behaviour(play=a_spent_token_stays_spent, rules=("R3",), needs=CONTROL),
    Behaviour(play=a_box_that_was_ticked_elsewhere_makes_nothing_final, rules=("R3",), needs=OURS),
    Behaviour(play=a_foreign_page_may_not_write, rules=("G",), needs=OURS),
    Behaviour(play=what_cannot_be_cancelled_is_not_passed_on, rules=("G.25",), needs=CONTROLLED),
    Behaviour(play=what_is_paid_or_cancelled_is_not_paid_again, rules=("G.25",), needs=CONTROLLED),
    Behaviour(play=a_decided_quote_is_not_decided_again, rules=("G.22",)),
    Behaviour(play=a_quote_that_left_is_not_changed, rules=("G.23",)),
    Behaviour(play=more_than_its_invoice_is_not_drafted, rules=("G.27",)),
    Behaviour(play=a_drafted_credit_note_is_counted_to_the_cent, rules=("M.6",)),
    Behaviour(play=the_second_page_is_another, rules=("G.9",), needs=OURS),
    Behaviour(play=a_status_finds_its_invoices, rules=("G.9",), needs=OURS),
    Behaviour(play=a_synchronisation_reaches_the_order, rules=("G",), needs=CONTROLLED),
    Behaviour(play=a_file_is_attached_once, rules=("G",), needs=CONTROLLED),
    Behaviour(play=a_transfer_in_doubt_pays_nothing, rules=("G.25",), needs=CONTROL),
)
