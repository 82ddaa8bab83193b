"""
A day at the bank: its door, the ledger of what was done, and how an answer is held against the ledger.

Rule 1: a deed asks the ledger first how it must end, then the bank, then compares.
Rule 2: an answer that got lost is settled by a read.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from contracts.rules.book import judge
from contracts.rules.journal import Journal
from mock_qonto.kernel.world import Snapshot
from tests.machines import words
from tests.machines.door import Answer, Door
from tests.machines.ledger import GUIDE, NOT_FOUND, Body, Document, Invoice, Ledger, Note, Quote, Refusal
from tests.machines.words import Choice

D = TypeVar("D")

INVOICES, QUOTES, NOTES = "/v2/client_invoices", "/v2/quotes", "/v2/credit_notes"
CLIENTS, ATTACHMENTS = "/v2/clients", "/v2/attachments"
FIRST_CLIENT = {"kind": "company", "name": "Atelier Morel", "currency": "EUR"}
FIRST_BILL = {
    "status": "draft",
    "issue_date": words.INVOICE_DAYS[0],
    "due_date": words.UNTIL[0],
    "currency": "EUR",
    "items": words.ITEMS[0],
}
FIRST_OFFER = {
    "issue_date": words.INVOICE_DAYS[0],
    "expiry_date": words.UNTIL[0],
    "currency": "EUR",
    "terms_and_conditions": "Valable trente jours.",
    "items": words.ITEMS[0],
}
PER_PAGE = (100, 1, 3)
MOSTLY = 8
"""One in so many picks is not of what would do."""
NEWEST = 4
"""So many of the newest are looked through for one that nobody was told of."""


class Differs(AssertionError):
    """The bank says something else than the ledger."""


class Saved(NamedTuple):
    """A moment to come back to."""

    world: Snapshot
    ledger: Ledger
    exchanges: int
    beside: frozenset[tuple[str, str]]


class RuleBroken(AssertionError):
    """*rules*: the ids of what the rule book found broken."""

    def __init__(self, rules: list[str], why: str) -> None:
        super().__init__(f"{', '.join(rules)}: {why}")
        self.rules = rules


def judged(journal: Journal) -> None:
    broken = [(verdict.rule.id, occasion) for verdict in judge(journal) for occasion in verdict.broken]
    if broken:
        raise RuleBroken(list(dict.fromkeys(id for id, _ in broken)), str(broken[0][1].broken))


class Day:
    """
    *opening* is how every day begins: with a client, a draft, an invoice that is final and a quote.

    *story* is what was done since, deed by deed.
    """

    def __init__(self, door: Door) -> None:
        self.door = door
        self.tally = door.tally
        self.ledger = Ledger(edition=door.edition)
        self.saved: Saved | None = None
        self.story: list[str] = []
        self._open()
        self._morning = self.save()

    def begin_again(self) -> None:
        self.door.calm()
        self.put_back(self._morning)
        self.saved = None
        self.story = []

    def save(self) -> Saved:
        door = self.door
        return Saved(door.world.snapshot(), self.ledger.copy(), len(door.exchanges), frozenset(door.beside))

    def put_back(self, saved: Saved) -> None:
        """What happened since is as if it had not; the links handed out until now are dead."""
        self.door.world.restore(saved.world)
        self.ledger = saved.ledger.copy()
        self.ledger.links.clear()
        del self.door.exchanges[saved.exchanges :]
        self.door.beside = set(saved.beside)

    def _open(self) -> None:
        told = self.door.ask("POST", CLIENTS, FIRST_CLIENT).body["client"]["id"]
        self.ledger.clients[told] = str(FIRST_CLIENT["name"])
        bill = {**FIRST_BILL, "client_id": told, "payment_methods": {"iban": self.door.iban}}
        for _ in range(2):
            id = self.door.ask("POST", INVOICES, bill).body["client_invoice"]["id"]
            invoice = self.ledger.create_invoice(id, bill)
        self.door.ask("POST", f"{INVOICES}/{id}/finalize")
        self.ledger.finalize(invoice)
        offer = {**FIRST_OFFER, "client_id": told}
        id = self.door.ask("POST", QUOTES, offer).body["quote"]["id"]
        self.ledger.create_quote(id, offer)

    def deed(self, name: str) -> None:
        """*name* is done now."""
        self.tally.deeds[name] += 1
        self.story.append(name)

    def judge(self) -> None:
        """The whole rule book over what happened until now."""
        judged(self.door.journal())

    @property
    def made(self) -> int:
        """The status of a success that made something."""
        return 200 if self.ledger.edition == GUIDE else 201

    # ------------------------------------------------------------------ saying something
    def tell(self, method: str, path: str, body: Any, refusal: Refusal | None, success: int) -> Answer | None:
        """
        Say it; it must end with *refusal*, or with *success* where there is none.

        Gives back the answer when it has happened, None when it has not.
        """
        answer = self.door.ask(method, path, body)
        if answer.undone:
            return None
        if not answer.lost:
            expect(answer, refusal, success)
        return None if refusal is not None else answer

    def read(self, path: str, *, there: bool) -> Answer | None:
        """What is *there* is shown, and what is not is not."""
        answer = self.door.ask("GET", path)
        while answer.lost or answer.undone:
            answer = self.door.ask("GET", path)
        expect(answer, None if there else NOT_FOUND, 200)
        return answer if there else None

    def id_made(self, answer: Answer, path: str, name: str, before: Mapping[str, Any]) -> str:
        """The id of what was made. When the answer got lost, the list says it."""
        if answer.lost:
            (id,) = self.unknown(path, name, before, of=1)
            return id
        id = str(answer.body[name]["id"])
        if id in before:
            raise Differs(f"{id} was made before")
        return id

    def unknown(self, path: str, name: str, before: Mapping[str, Any], *, of: int) -> list[str]:
        """Of the *of* newest in a list those that were not known *before*, oldest first."""
        query = f"sort_by=created_at:desc&per_page={of}"
        answer = self.door.ask("GET", path, query=query)
        while answer.lost or answer.undone:
            answer = self.door.ask("GET", path, query=query)
        return [one["id"] for one in reversed(answer.body[f"{name}s"]) if one["id"] not in before]

    # ------------------------------------------------------------------ comparing
    def check_invoice(self, invoice: Invoice, answer: Answer | None) -> None:
        """What was answered, and what a look shows."""
        if answer is not None and not answer.lost:
            self.compare(answer.body["client_invoice"], self.ledger.shown_invoice(invoice), invoice)
        self.tally.reached[f"client_invoice {invoice.status}"] += 1
        if invoice.quote_id is not None:
            self.tally.reached["quote invoiced"] += 1
        self.show_invoice(invoice.id)

    def show_invoice(self, id: str) -> None:
        invoice = self.ledger.invoices.get(id)
        answer = self.read(f"{INVOICES}/{id}", there=invoice is not None)
        if answer is not None and invoice is not None:
            self.compare(answer.body["client_invoice"], self.ledger.shown_invoice(invoice), invoice)

    def check_quote(self, quote: Quote, answer: Answer | None) -> None:
        if answer is not None and not answer.lost:
            self.compare(answer.body["quote"], self.ledger.shown_quote(quote), quote)
        self.tally.reached[f"quote {quote.status}"] += 1
        self.show_quote(quote.id)

    def show_quote(self, id: str) -> None:
        quote = self.ledger.quotes.get(id)
        answer = self.read(f"{QUOTES}/{id}", there=quote is not None)
        if answer is not None and quote is not None:
            self.compare(answer.body["quote"], self.ledger.shown_quote(quote), quote)

    def check_note(self, note: Note, answer: Answer | None) -> None:
        if answer is not None and not answer.lost:
            same(answer.body["credit_note"], self.ledger.shown_note(note))
        self.tally.reached["credit_note final"] += 1
        shown = self.read(f"{NOTES}/{note.id}", there=True)
        if shown is not None:
            same(shown.body["credit_note"], self.ledger.shown_note(note))

    def compare(self, shown: Body, expected: Body, document: Document) -> None:
        same(shown, expected)
        if shown["client"]["id"] != document.client_id:
            raise Differs(f"{document.id} is billed to {shown['client']['id']}")
        if len(shown["items"] or ()) != len(document.items):
            raise Differs(f"{document.id} has {len(shown['items'])} lines")
        attachment = shown["attachment_id"]
        if (attachment is not None) != self.ledger.has_pdf(document):
            raise Differs(f"{document.number} is shown with the file {attachment}")
        if document.attachment is not None and attachment != document.attachment:
            raise Differs(f"the file of {document.number} was {document.attachment} and is {attachment}")
        document.attachment = attachment

    def check_list(
        self, path: str, name: str, found: list[str], query: str, choice: Choice, *, newest_first: bool = True
    ) -> None:
        """A page of what was *found*, in the order in which it came to be."""
        per_page = choice.among(PER_PAGE)
        pages = max(1, -(-len(found) // per_page))
        page = 1 + choice.of(pages + 1)
        ids = found[::-1] if newest_first else found
        answer = self.door.ask("GET", path, query=f"{query}page={page}&per_page={per_page}")
        if answer.lost or answer.undone:
            return
        expect(answer, (422, "invalid") if page > pages else None, 200)
        if page > pages:
            return
        shown = [one["id"] for one in answer.body[name]]
        if shown != ids[(page - 1) * per_page : page * per_page]:
            raise Differs(f"page {page} of {path}?{query} holds {shown} of {ids}")
        if answer.body["meta"]["total_count"] != len(found):
            raise Differs(f"{path}?{query} counts {answer.body['meta']['total_count']} of {len(found)}")

    # ------------------------------------------------------------------ picking
    def invoice(self, choice: Choice, *statuses: str) -> tuple[Invoice | None, str]:
        """Mostly one in these statuses; sometimes any other, or none."""
        found = pick(self.ledger.invoices, choice, statuses)
        return found, words.NOWHERE if found is None else found.id

    def quote(self, choice: Choice, *statuses: str) -> tuple[Quote | None, str]:
        found = pick(self.ledger.quotes, choice, statuses)
        return found, words.NOWHERE if found is None else found.id

    def client(self, choice: Choice) -> str:
        known = list(self.ledger.clients)
        return words.NOWHERE if choice.of(32) == 31 else str(choice.among(known))


def pick(documents: Mapping[str, D], choice: Choice, statuses: tuple[str, ...]) -> D | None:
    odd = choice.of(MOSTLY) == MOSTLY - 1
    if odd and choice.of(4) == 3:
        return None
    wanted = [d for d in documents.values() if odd or d.status in statuses]  # type: ignore[attr-defined]
    if not wanted:
        wanted = list(documents.values())
    return wanted[-1 - choice.of(len(wanted))] if wanted else None


def expect(answer: Answer, refusal: Refusal | None, success: int = 200) -> None:
    if refusal is None:
        if answer.status != success:
            raise Differs(f"{answer.status} {answer.code} in place of {success}")
    elif answer.status != refusal[0] or (answer.code != refusal[1] and answer.body is not None):
        raise Differs(f"{answer.status} {answer.code or ''} in place of {refusal[0]} {refusal[1]}")


def expect_status(answer: Answer, status: int) -> None:
    """What the control plane says of what a person at Qonto does."""
    if answer.status != status:
        raise Differs(f"{answer.status} {answer.body} in place of {status}")


def same(shown: Body, expected: Body) -> None:
    for name, value in expected.items():
        if shown[name] != value:
            raise Differs(f"{name} of {expected['id']} is {shown[name]!r}, not {value!r}")
