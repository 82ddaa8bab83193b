"""
The person at a gateway: what is asked of it in business words, said in its own dialect.

Every call goes into the journal, with what the gateway asked of the bank meanwhile where a control plane
tells it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

import contracts
from contracts.rules.journal import Call, Exchange, Journal, Shown, shown_in
from contracts.suite.answer import Answer
from contracts.suite.control import ControlPlane
from contracts.suite.dialect import Asking, Dialect, Style, at, filled
from contracts.suite.line import Line, NoAnswer
from contracts.suite.outcome import Broken, CannotTry

UNKNOWN_ID = "00000000-0000-4000-a000-000000000000"
CONFLICT = 409
DIALOG = "the caller's own dialog"
FINALIZERS = frozenset(
    {"finalize_invoice", "finalize_invoice_workflow", "finalize_quote", "finalize_credit_note"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as the gateway knows it. *bank_id* is Qonto's, where the answer said it."""

    kind: str
    id: str
    bank_id: str | None
    number: str | None
    status: str | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the gateway asks before it finalizes: the answer, and what brings the yes back."""

    answer: Answer
    token: str | None
    url: str | None


@dataclass(slots=True)
class Person:
    """*control* is None where nobody sees the bank. *journal_number*: the last exchange already told."""

    line: Line
    dialect: Dialect
    edition: str
    control: ControlPlane | None = None
    calls: list[Call] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    journal_number: int = 0
    bank_ids: dict[str, str] = field(default_factory=dict)

    @property
    def journal(self) -> Journal:
        return Journal(
            edition=self.edition,
            exchanges=self.exchanges,
            calls=self.calls,
            complete=False,
        )

    # ------------------------------------------------------------------ saying something
    def ask(
        self,
        operation: str,
        id: str | None = None,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        confirmation: str | None = None,
        **options: Any,
    ) -> Answer:
        """
        One call of an operation of our contract, where and how the dialect has it.

        *confirmation* is what this call brings to say yes. Raises CannotTry: there is no such operation.
        """
        method, target = self._where(operation, id)
        return self.say(
            method,
            target,
            body,
            operation=operation,
            query=query,
            confirmation=confirmation,
            id=id,
            **options,
        )

    def say(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        operation: str | None = None,
        query: Mapping[str, Any] | None = None,
        confirmation: str | None = None,
        id: str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        """One call, anywhere at the gateway. Raises Broken when no answer comes."""
        if query:
            target = f"{target}?{httpx.QueryParams(dict(query))}"
        try:
            answer = self.line.say(
                method, target, json=body, headers={**self.dialect.headers, **(headers or {})}, **options
            )
        except NoAnswer as lost:
            self._note(operation, method, target, body, confirmation, id, None)
            raise Broken(str(lost)) from lost
        return self._note(operation, method, target, body, confirmation, id, answer)

    def has(self, operation: str) -> bool:
        return self.dialect.operations.get(operation, Asking()) is not None

    def wait(self, seconds: float) -> None:
        """Let virtual time pass, at the bank and therefore at the gateway."""
        self.plane.advance(seconds)

    @property
    def plane(self) -> ControlPlane:
        if self.control is None:
            raise CannotTry("needs --control")
        return self.control

    @property
    def last(self) -> Call:
        """The last call, with what it asked of the bank."""
        return self.calls[-1]

    def asked_of_bank(self, *operations: str) -> list[Exchange]:
        """What the gateway has asked of the bank in this behaviour, of these operations."""
        return [one for one in self.exchanges if one.operation in operations]

    # ------------------------------------------------------------------ making documents
    def body_of(self, operation: str, **values: Any) -> Any:
        """The dialect's body of a creation. Values: title, quantity, price, vat_rate, order, document."""
        known = {
            "title": "Pose sur place",
            "quantity": 1,
            "price": 50,
            "vat_rate": 0.2,
            "customer": self.dialect.customer,
            "customer_type": self.dialect.customer_type,
            **values,
        }
        asking = self.dialect.operations.get(operation)
        return filled(None if asking is None else asking.body, known)

    def create(self, operation: str, *, extra: Mapping[str, Any] | None = None, **values: Any) -> Answer:
        """*extra* fields are put into the body beside what the dialect says."""
        body = self.body_of(operation, **values)
        return self.ask(operation, body={**(body or {}), **(extra or {})})

    def draft(self, **values: Any) -> Document:
        """A draft invoice that belongs to no order. Raises Broken when it cannot be made."""
        return self.made("invoice", self.create(self.dialect.drafts, **values))

    def draft_of_order(self, number: int = 0) -> Document:
        """
        A draft of one of the given orders, the first from *number* on that has no invoice yet.

        Raises CannotTry: there is none.
        """
        answer = self.create("create_invoice", order=self.order(number))
        while answer.status == CONFLICT:
            number += 1
            answer = self.create("create_invoice", order=self.order(number))
        return self.made("invoice", answer)

    def order(self, number: int = 0) -> str:
        if number >= len(self.dialect.orders):
            raise CannotTry("the dialect names too few orders (given.orders)")
        return self.dialect.orders[number]

    def quote(self, **values: Any) -> Document:
        return self.made("quote", self.create("create_service_quote", **values))

    def made(self, kind: str, answer: Answer) -> Document:
        """The document that a successful answer shows. Raises Broken: none."""
        found = self.document(kind, answer.must_succeed())
        if found is None:
            raise Broken(f"{answer.asked} shows no {kind}; see `documents` in the dialect")
        return found

    def document(self, kind: str, answer: Answer) -> Document | None:
        fields = answer.body.get(kind) if isinstance(answer.body, dict) else None
        if not isinstance(fields, dict) or not isinstance(fields.get("id"), str):
            return None
        local = fields.get("local_document_id")
        document = Document(
            kind=kind,
            id=str(local or fields["id"]),
            bank_id=fields.get("qonto_id"),
            number=fields.get("number"),
            status=fields.get("status"),
            fields=fields,
        )
        if document.bank_id is not None:
            self.bank_ids.update({document.id: document.bank_id, str(fields["id"]): document.bank_id})
        return document

    def again(self, document: Document) -> Document:
        """The document as the gateway shows it now."""
        return self.made(document.kind, self.ask(f"show_{document.kind}", document.id))

    # ------------------------------------------------------------------ finalizing
    def question(self, document: Document, operation: str | None = None) -> Question:
        """
        Ask to finalize, and say nothing more. Raises CannotTry where a dialect asks no question, Broken when
        the gateway did not ask one.
        """
        confirmation = self.dialect.confirmation
        if confirmation.style is Style.NONE:
            raise CannotTry("the dialect has no confirmation: the caller's own dialog is trusted")
        answer = self.ask(operation or f"finalize_{document.kind}", document.id, {})
        token, url = at(answer.body, confirmation.token), at(answer.body, confirmation.url)
        if answer.ok or not (token if confirmation.style is Style.TOKEN else url):
            raise Broken(f"{answer.asked} answered {answer.status} and asked nobody to confirm", rule="R3")
        return Question(answer=answer, token=token, url=url)

    def finalize(self, document: Document, operation: str | None = None) -> Answer:
        """Ask, read, say yes: everything a person does. The gateway's last word, whatever it is."""
        if self.dialect.confirmation.style is Style.NONE:
            name = operation or f"finalize_{document.kind}"
            return self.ask(name, document.id, {}, confirmation=DIALOG)
        return self.say_yes(document, self.question(document, operation), operation)

    def say_yes(self, document: Document, question: Question, operation: str | None = None) -> Answer:
        confirmation = self.dialect.confirmation
        name = operation or f"finalize_{document.kind}"
        if confirmation.style is Style.TOKEN:
            body = {confirmation.field: question.token}
            return self.ask(name, document.id, body, confirmation=question.token)
        page = self.say("GET", str(question.url))
        form = {**_hidden_fields(page.content.decode("utf-8", "replace")), **confirmation.form}
        return self.say(
            "POST", str(question.url), operation=name, confirmation=question.url, id=document.id, data=form
        )

    def final(self, document: Document | None = None) -> Document:
        """A finalised invoice, with its PDF where the clock can be held. Raises Broken."""
        draft = document or self.draft()
        self.finalize(draft).must_succeed()
        if self.control is not None:
            self.wait(1)
        return self.again(draft)

    # ------------------------------------------------------------------ inside
    def _where(self, operation: str, id: str | None) -> tuple[str, str]:
        asking = self.dialect.operations.get(operation, Asking())
        if asking is None:
            raise CannotTry(f"the gateway has no {operation}")
        known = contracts.load("gateway").operations[operation]
        path = asking.path or known.path
        while "{" in path:
            before, _, rest = path.partition("{")
            path = f"{before}{id or UNKNOWN_ID}{rest.partition('}')[2]}"
        return asking.method or known.method, path

    def _note(
        self,
        operation: str | None,
        method: str,
        target: str,
        body: Any,
        confirmation: str | None,
        id: str | None,
        answer: httpx.Response | None,
    ) -> Answer:
        fresh: tuple[Exchange, ...] | None = None
        if self.control is not None:
            fresh, self.journal_number = self.control.journal_after(self.journal_number)
            self.exchanges.extend(fresh)
        answered = None if answer is None else self.dialect.translated(_json(answer))
        call = Call(
            at=fresh[-1].at if fresh else None,
            operation=operation,
            method=method,
            target=target,
            status=0 if answer is None else answer.status_code,
            asked=body,
            answered=answered,
            text="" if answer is None else answer.content.decode("utf-8", "replace"),
            headers={} if answer is None else {k.lower(): v for k, v in answer.headers.items()},
            confirmation=confirmation,
            document=None if id is None else self.bank_ids.get(id),
            exchanges=fresh,
        )
        self.calls.append(call)
        return Answer(
            asked=f"{method} {target}",
            status=call.status,
            headers=call.headers,
            body=answered,
            content=b"" if answer is None else answer.content,
        )


def shown_to(call: Call) -> list[Shown]:
    """The documents that a call's answer shows."""
    return list(shown_in(call.answered))


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and told.get("type") == "hidden" and told.get("name"):
            self.fields[str(told["name"])] = told.get("value") or ""


def _hidden_fields(page: str) -> dict[str, str]:
    form = _Form()
    form.feed(page)
    return form.fields


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
