"""What a person sees at a gateway: a document, and the question that comes before it is made final."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.outcome import Broken, CannotTry

DRAFT, PAID, CANCELED = "draft", "paid", "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as the gateway knows it. *bank_id* is Qonto's, where the answer said it."""

    kind: str
    id: str
    bank_id: str | None
    number: str | None
    status: str | None
    fields: Mapping[str, Any]

    @property
    def total_cents(self) -> int:
        """With VAT. Raises CannotTry where the dialect does not say where a total stands."""
        cents = self.fields.get("total_amount_cents")
        if isinstance(cents, int):
            return cents
        total = self.fields.get("total_amount")
        value = total.get("value") if isinstance(total, Mapping) else total
        if value is None:
            raise CannotTry(f"the dialect tells no total of a {self.kind} (documents.{self.kind}.fields)")
        try:
            return int((Decimal(str(value)) * 100).to_integral_exact())
        except InvalidOperation as odd:
            raise Broken(f"{value!r} is shown as a total") from odd


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the gateway asks before it finalizes: the answer, and what brings the yes back."""

    answer: Answer
    token: str | None
    url: str | None


def hidden_fields(page: str) -> dict[str, str]:
    """What the form of a page sends without anybody filling it in."""
    form = _Form()
    form.feed(page)
    return form.fields


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and told.get("type") == "hidden" and told.get("name"):
            self.fields[str(told["name"])] = told.get("value") or ""
