"""
A day at the gateway: the room, the ledger of what was done in it, and how an answer is held against it.

Rule 1: a deed says first how it must end, then asks, then writes down, then looks.
Rule 2: where something went wrong at the bank meanwhile, the deed may have happened or not: the next look
tells, and it has to tell one of the two.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

import contracts
from contracts.rules.journal import Call, Exchange, Journal
from mock_qonto.web.faults import EVERY_OPERATION, Fault, Kind
from tests.machines.day import Differs, judged
from tests.machines.door import Tally
from tests.machines.gateway_ledger import Bill, GatewayLedger, Offer, Question, Refusal, Taking
from tests.machines.room import API, Room, Said
from tests.machines.witness import as_witnessed
from tests.machines.words import Choice

Body = dict[str, Any]
D = TypeVar("D", Bill, Offer, Taking)

PERSON, OTHER = "fuzz-person", "another-person"
TROUBLE = frozenset({409, 429, 502, 503, 504})
"""What may be said when the bank has not answered as it should."""
LATE_S = 60
"""After so long nothing that was asked of the bank is still on its way."""
CONFIRMED = frozenset(
    {
        "finalize_invoice",
        "finalize_invoice_workflow",
        "finalize_quote",
        "finalize_credit_note",
        "confirm_finalization",
    }
)
INVOICES, QUOTES, NOTES = f"{API}/invoices", f"{API}/quotes", f"{API}/credit-notes"


class Happened(NamedTuple):
    """What came of a deed: *sure* is None where nobody can tell yet."""

    said: Said
    sure: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    ledger: GatewayLedger
    calls: int
    exchanges: int


class Shop:
    """*story* is what was done since the day began."""

    def __init__(self, room: Room, edition: str, tally: Tally, opening: Callable[["Shop"], None]) -> None:
        self.room = room
        self.edition = edition
        self.tally = tally
        self.ledger = GatewayLedger(edition=edition)
        self.calls: list[Call] = []
        self.exchanges: list[Exchange] = []
        self.story: list[str] = []
        self.trouble: Fault | None = None
        self._seen = room.bank.journal.count
        self._operations = contracts.load("gateway").operations.values()
        opening(self)
        room.keep_as_first_morning()
        self._morning = Saved(ledger=self.ledger.copy(), calls=len(self.calls), exchanges=len(self.exchanges))

    def begin_again(self) -> None:
        self.room.begin_again()
        morning = self._morning
        self.ledger = morning.ledger.copy()
        del self.calls[morning.calls :], self.exchanges[morning.exchanges :]
        self.story = []
        self.trouble = None
        self._seen = self.room.bank.journal.count

    def deed(self, name: str) -> None:
        self.tally.deeds[name] += 1
        self.story.append(name)

    def judge(self) -> None:
        """The whole rule book over what happened until now."""
        self._learn_exchanges()
        judged(
            Journal(
                edition=self.edition,
                exchanges=tuple(self.exchanges),
                calls=tuple(self.calls),
                numbers=frozenset(self.beside),
                complete=True,
            )
        )

    @property
    def beside(self) -> Iterable[tuple[str, str]]:
        return ()

    # ------------------------------------------------------------------ saying something
    def say(
        self,
        operation: str,
        path: str,
        body: Any = None,
        *,
        person: str = PERSON,
        document: str | None = None,
    ) -> Said:
        method = contracts.load("gateway").operations[operation].method
        self._learn_exchanges()
        said = self.room.say(method, path, body, person=person)
        token = body.get("confirmationToken") if isinstance(body, dict) else None
        self.calls.append(
            Call(
                at=self.room.world.clock.now,
                operation=operation,
                method=method,
                target=path,
                status=said.status,
                asked=body,
                answered=said.body,
                text=said.raw.decode("utf-8", "replace") if said.raw[:4] != b"%PDF" else "",
                headers=said.headers,
                confirmation=token if operation in CONFIRMED else None,
                document=document,
                exchanges=self._learn_exchanges(),
            )
        )
        self.tally.calls += 1
        self.tally.answers[operation, said.status] += 1
        return said

    def tell(
        self,
        operation: str,
        path: str,
        body: Any,
        refusals: tuple[Refusal, ...] | Refusal | None,
        success: int,
        *,
        person: str = PERSON,
        document: str | None = None,
    ) -> Happened:
        """
        It must end with one of *refusals*, or with *success* where there are none; or in trouble.

        Where any of several is in order, success is among them as (success, "").
        """
        book, slug = self.room.faults, self.room.world.slug
        if self.trouble is not None:
            book.add(slug, self.trouble)
        said = self.say(operation, path, body, person=person, document=document)
        met = any(rule.applied for rule in book.of_world(slug))
        if met and self.trouble is not None:
            self.tally.reached[f"met {self.trouble.kind}"] += 1
        book.clear(slug)
        if met or (self.trouble is not None and self.trouble.operation == EVERY_OPERATION):
            self.trouble = None
        allowed = ((success, ""),) if refusals is None else refusals
        if isinstance(allowed[0], int):
            allowed = (allowed,)
        if any((said.status, said.code or "") == one for one in allowed):
            return Happened(said, said.status == success)
        if met and said.status in TROUBLE:
            self.tally.reached[f"in trouble: {said.code}"] += 1
            return Happened(said, None)
        raise Differs(
            f"{operation} answered {said.status} {said.code} in place of {allowed}; {said.raw[:300]!r}"
        )

    # ------------------------------------------------------------------ looking
    def look(self, operation: str, path: str, kind: str, document: str | None = None) -> Body | None:
        """What is shown; None: it is not there."""
        said = self.say(operation, path, document=document)
        if said.status == 404:
            return None
        if said.status != 200:
            raise Differs(f"{operation} answered {said.status} {said.code}")
        shown: dict[str, Any] = said.body[kind]
        return shown

    def show(self, document: Bill | Offer | Taking) -> Body | None:
        match document:
            case Bill():
                return self.look("show_invoice", f"{INVOICES}/{document.id}", "invoice", document.bank_id)
            case Offer():
                return self.look("show_quote", f"{QUOTES}/{document.id}", "quote", document.bank_id)
        return self.look("show_credit_note", f"{NOTES}/{document.id}", "credit_note")

    def check(self, document: Bill | Offer | Taking) -> None:
        shown = self.show(document)
        wrong = "it is not there" if shown is None else _differs(shown, document.shown())
        if wrong:
            raise Differs(f"{type(document).__name__} {document.number or document.id}: {wrong}")
        assert shown is not None
        kind = {Bill: "invoice", Offer: "quote", Taking: "credit_note"}[type(document)]
        self.tally.reached[f"{kind} {document.status}"] += 1
        if document.status == "draft" and shown["pdf_url"] is not None:
            raise Differs(f"draft {document.id} is shown with a file")

    def settle(self, document: Bill | Offer | Taking, happened: Happened, write: Callable[[], None]) -> bool:
        """Write down what happened; where nobody could tell, a look says whether it did."""
        if happened.sure is None:
            self.wait(LATE_S)
            shown = self.show(document)
            if shown is not None and not _differs(shown, document.shown()):
                self.tally.reached["in trouble: it had not happened"] += 1
                return False
            self.tally.reached["in trouble: it had happened"] += 1
        if happened.sure is not False:
            write()
        return happened.sure is not False

    def settle_change(self, document: Bill | Offer, footer: str, write: Callable[[], None]) -> None:
        """Of a change that nobody can tell about: the footer that was asked for is there, or it is not."""
        self.wait(LATE_S)
        shown = self.show(document)
        if shown is not None and shown["footer"] == footer:
            write()

    def found_new_bill(self, order: str | None, known: Iterable[str]) -> Body | None:
        """The invoice that was made although nobody said so; None: none was made."""
        self.wait(LATE_S)
        said = self.say("list_invoices", f"{INVOICES}?all=true")
        fresh = [one for one in said.body["invoices"] if one["local_document_id"] not in known]
        if len(fresh) > 1 or any(one["sales_order_id"] != order for one in fresh):
            raise Differs(f"one invoice was asked for, and there are {fresh}")
        return fresh[0] if fresh else None

    def found_new_offer(self, order: str | None, known: Iterable[str]) -> Body | None:
        """The same of a quote."""
        self.wait(LATE_S)
        said = self.say("list_quotes", f"{QUOTES}?all=true")
        fresh = [one for one in said.body["quotes"] if one["local_document_id"] not in known]
        if len(fresh) > 1 or any(one["sales_order_id"] != order for one in fresh):
            raise Differs(f"one quote was asked for, and there are {fresh}")
        return fresh[0] if fresh else None

    @property
    def calls_answered(self) -> int:
        return len(self.calls)

    def asked_since(self, calls: int) -> set[str | None]:
        """What the bank was asked within the calls that came after so many."""
        exchanges = (call.exchanges or () for call in self.calls[calls:])
        return {exchange.operation for some in exchanges for exchange in some}

    # ------------------------------------------------------------------ time, trouble
    def wait(self, seconds: int) -> None:
        world = self.room.world
        self.room.bank.advance_to(world, world.clock.now + timedelta(seconds=seconds))
        self.ledger.now += seconds

    def go_wrong(self, kind: Kind, *, operation: str, nth: int, status: int) -> None:
        """The *nth* call of *operation* within one deed meets a fault: of all, in the next deed or never."""
        book = self.room.faults
        self.trouble = Fault(id=book.next_id(), operation=operation, kind=kind, nth=nth, status=status)

    # ------------------------------------------------------------------ picking
    def bill(self, choice: Choice, *statuses: str) -> Bill | None:
        return _pick(self.ledger.bills, choice, statuses)

    def offer(self, choice: Choice, *statuses: str) -> Offer | None:
        return _pick(self.ledger.offers, choice, statuses)

    def taking(self, choice: Choice, *statuses: str) -> Taking | None:
        return _pick(self.ledger.takings, choice, statuses)

    def remember(self, said: Said, *, door: str, document: str, version: int, person: str) -> None:
        """The question that came with an answer."""
        body = said.body
        if isinstance(body, dict) and "confirmation" in body:
            self.ledger.questions.append(
                Question(
                    token=body["confirmation"]["token"],
                    door=door,
                    document=document,
                    version=version,
                    person=person,
                    asked=self.ledger.now,
                )
            )

    def _learn_exchanges(self) -> tuple[Exchange, ...]:
        bank = self.room.bank.journal
        fresh = []
        for exchange in reversed(bank.exchanges):
            if exchange.number <= self._seen:
                break
            if exchange.world == self.room.world.slug:
                fresh.append(exchange)
        self._seen = bank.count
        exchanges = tuple(as_witnessed(exchange) for exchange in reversed(fresh))
        self.exchanges.extend(exchanges)
        return exchanges


def _pick(documents: Mapping[str, D], choice: Choice, statuses: tuple[str, ...]) -> D | None:
    """Mostly one in these statuses, sometimes any other."""
    odd = choice.of(8) == 7
    wanted = [one for one in documents.values() if odd or one.status in statuses]
    found = wanted or list(documents.values())
    return found[-1 - choice.of(len(found))] if found else None


def _differs(shown: dict[str, Any], expected: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} is {shown[name]!r}, not {value!r}"
        for name, value in expected.items()
        if shown[name] != value
    )
