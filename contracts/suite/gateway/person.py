"""The person at a gateway: what is asked of it in business words, said in its own dialect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from contracts.suite.answer import Answer
from contracts.suite.dialect import Style, at, filled
from contracts.suite.gateway.documents import Document, Question, hidden_fields
from contracts.suite.gateway.speaker import UNKNOWN_ID, Speaker
from contracts.suite.outcome import Broken, CannotTry

__all__ = ["DIALOG", "UNKNOWN_ID", "Document", "Person", "Question"]

CONFLICT = 409
DIALOG = "the caller's own dialog"
PDF_READY_S = 2
"""Until Qonto has rendered what has become final, and a little more."""


@dataclass(slots=True)
class Person(Speaker):
    """*last_order* is the order that was asked for last, where one was."""

    last_order: str = ""

    # ------------------------------------------------------------------ making documents
    def body_of(self, operation: str, **values: Any) -> Any:
        """The dialect's body of an operation, filled in; `dialects/ours.yaml` names the values."""
        known: dict[str, Any] = {
            "title": "Pose sur place",
            "quantity": 1,
            "price": 50,
            "vat_rate": 0.2,
            "customer": self.dialect.customer,
            "customer_type": self.dialect.customer_type,
            "email": "achats@client.example",
            **values,
        }
        if isinstance(known["price"], int | float):
            known["price_text"] = f"{known['price']:.2f}"
        known["quantity_text"], known["vat_rate_text"] = str(known["quantity"]), str(known["vat_rate"])
        asking = self.dialect.operations.get(operation)
        return filled(None if asking is None else asking.body, known)

    def takes(self, operation: str, value: str) -> bool:
        """Whether the dialect says this value to that operation."""
        asking = self.dialect.operations.get(operation)
        return asking is not None and f"{{{value}}}" in str(asking.body)

    def create(
        self,
        operation: str,
        id: str | None = None,
        *,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Answer:
        """*extra* fields are put into the body beside what the dialect says."""
        body = {**(self.body_of(operation, **values) or {}), **(extra or {})}
        return self.ask(operation, id, body, headers=headers, query=query)

    def draft(self, **values: Any) -> Document:
        """A draft invoice that belongs to no order. Raises Broken when it cannot be made, or is none."""
        draft = self.made("invoice", self.create(self.dialect.drafts, **values))
        if draft.number is not None:
            raise Broken(f"a draft was asked for, and {draft.number} was made", rule="R1")
        return draft

    def draft_of_order(self, number: int = 0) -> Document:
        """
        A draft of one of the given orders, the first from *number* on that has no invoice yet.

        Raises CannotTry: there is none.
        """
        return self.made("invoice", self.of_order("create_invoice", number))

    def of_order(self, operation: str, number: int = 0, *, extra: Mapping[str, Any] | None = None) -> Answer:
        """The answer to a creation from the first order, from *number* on, that is free for it."""
        self.need(operation)
        answer = self.create(operation, order=self.order(number), extra=extra)
        while answer.status == CONFLICT:
            number += 1
            answer = self.create(operation, order=self.order(number), extra=extra)
        return answer

    def order(self, number: int = 0) -> str:
        if number >= len(self.dialect.orders):
            raise CannotTry("the dialect names too few orders (given.orders), or all have an invoice")
        self.last_order = self.dialect.orders[number]
        return self.last_order

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

    def change(self, document: Document, **values: Any) -> Answer:
        """Change a draft: its lines where nothing else is said. *values* as for its creation."""
        operation = f"update_{document.kind}"
        known = {"title": "Pose et réglage", "quantity": 2, "price": 60, **values}
        return self.ask(operation, document.id, self.body_of(operation, **known))

    # ------------------------------------------------------------------ finalizing
    @property
    def asks_before(self) -> bool:
        """Whether the gateway itself asks before it finalizes."""
        return self.dialect.confirmation.style is not Style.NONE

    def question(
        self, document: Document, operation: str | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Question:
        """
        Ask to finalize, and say nothing more. Raises CannotTry where a dialect asks no question, Broken when
        the gateway did not ask one.
        """
        confirmation = self.dialect.confirmation
        if not self.asks_before:
            raise CannotTry("the dialect has no confirmation: the caller's own dialog is trusted")
        answer = self.ask(operation or f"finalize_{document.kind}", document.id, {}, headers=headers)
        token, url = at(answer.body, confirmation.token), at(answer.body, confirmation.url)
        if answer.ok or not (token if confirmation.style is Style.TOKEN else url):
            raise Broken(f"{answer.asked} answered {answer.status} and asked nobody to confirm", rule="R3")
        return Question(answer=answer, token=token, url=url)

    def finalize(self, document: Document, operation: str | None = None) -> Answer:
        """Ask, read, say yes: everything a person does. The gateway's last word, whatever it is."""
        if not self.asks_before:
            name = operation or f"finalize_{document.kind}"
            return self.ask(name, document.id, {}, confirmation=DIALOG)
        return self.say_yes(document, self.question(document, operation), operation)

    def say_yes(
        self,
        document: Document,
        question: Question,
        operation: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Bring a question's token back, or fill in and send the form at its address."""
        confirmation = self.dialect.confirmation
        name = operation or f"finalize_{document.kind}"
        if confirmation.style is Style.TOKEN:
            body = {confirmation.field: question.token}
            return self.ask(name, document.id, body, confirmation=question.token, headers=headers)
        page = self.say("GET", str(question.url), headers=headers)
        at_page = httpx.URL(self.line.http.base_url).join(str(question.url))
        origin = f"{at_page.scheme}://{at_page.netloc.decode()}"
        # As a browser sends a form of that very page.
        headers = {**(headers or {}), "Origin": origin, "Sec-Fetch-Site": "same-origin"}
        return self.say(
            "POST",
            str(question.url),
            operation=name,
            confirmation=question.url,
            id=document.id,
            headers=headers,
            data={**hidden_fields(page.content.decode("utf-8", "replace")), **confirmation.form},
        )

    def final(self, document: Document | None = None) -> Document:
        """A finalised invoice, with its PDF where the clock can be held. Raises Broken."""
        draft = document or self.draft()
        self.finalize(draft).must_succeed()
        if self.control is not None:
            self.wait(PDF_READY_S)
        return self.again(draft)

    def free(self, document: Document) -> None:
        """Leave the order of an invoice to the next behaviour: delete the draft, cancel what is final."""
        ends = "cancel_invoice" if self.again(document).number else "delete_invoice"
        self.ask(ends, document.id).must_succeed()
