"""Quotes, in and out. `model.py` decides, `wire.py` knows how they look."""

from collections.abc import Iterable, Mapping
from typing import Any

from mock_qonto import errors
from mock_qonto.resources.quotes import wire
from mock_qonto.resources.quotes.messages import CreateQuote, DeleteQuote, SendQuote, UpdateQuote
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page, sort_order
from mock_qonto.web.rendering import View
from mock_qonto.web.replying import reply_empty, reply_one

PAGING = Paging(per_page_max=500)
VIEW = View("Quote", "quote", "quotes", wire.shown)


def list_quotes(call: Call) -> Reply:
    query, table = call.query, call.world.table(Quote)
    _, descending = sort_order(query, "created_at", default="created_at:desc")
    statuses = query.many("filter[status]")
    if not statuses and call.world.switch("reference_client_words"):
        statuses = query.many("status")
    ids = choose(
        table,
        index="status",
        # Quirk: an unknown status is no error, it matches nothing.
        values=statuses,
        created_from=query.instant("filter[created_at_from]"),
        created_to=query.instant("filter[created_at_to]"),
    )
    return reply_page(call, VIEW, table, Chosen(ids=ids, descending=descending), PAGING)


def create_quote(call: Call) -> Reply:
    body = call.body
    _check_currencies(body["items"], body["currency"])
    command = CreateQuote(
        id=call.world.ids.mint(),
        client_id=body["client_id"],
        currency=body["currency"],
        terms=wire.read_terms(body, reference_words=call.world.switch("reference_client_words")),
        number=body.get("number"),
    )
    call.execute(command)
    return reply_one(call, VIEW, _existing(call, command.id), created=True)


def show_quote(call: Call) -> Reply:
    return reply_one(call, VIEW, _existing(call, call.path["id"]))


def update_quote(call: Call) -> Reply:
    body, quote = call.body, _existing(call, call.path["id"])
    _check_currencies(body.get("items", ()), quote.currency)
    words = call.world.switch("reference_client_words")
    call.execute(
        UpdateQuote(
            id=quote.id,
            client_id=body.get("client_id"),
            terms=wire.read_changes(quote.terms, body, reference_words=words),
            number=body.get("number"),
        )
    )
    return reply_one(call, VIEW, _existing(call, quote.id))


def delete_quote(call: Call) -> Reply:
    call.execute(DeleteQuote(id=call.path["id"]))
    return reply_empty()


def send_quote(call: Call) -> Reply:
    quote = _existing(call, call.path["id"])
    body = call.body if call.body is not None else _to_the_client(call, quote)
    call.execute(
        SendQuote(
            id=quote.id,
            email_id=call.world.ids.mint(),
            send_to=tuple(body["send_to"]),
            email_title=body["email_title"],
            email_body=body.get("email_body") or "",
            copy_to_self=body.get("copy_to_self", True),
        )
    )
    return reply_empty()


def _to_the_client(call: Call, quote: Quote) -> Mapping[str, Any]:
    """The reference client's call without a body; no document knows it."""
    if not call.world.switch("reference_client_words"):
        raise errors.body_missing()
    call.quirk("quote_send_without_body")
    email = quote.client.details.email
    return {"send_to": [] if email is None else [email], "email_title": f"Devis {quote.number}"}


def _check_currencies(items: Iterable[Mapping[str, Any]], currency: str) -> None:
    """A line may repeat the currency of the quote, and say no other."""
    for row, item in enumerate(items):
        said = item.get("currency") or currency
        if said != currency:
            raise errors.item_currency_differs(row, said, currency)


def _existing(call: Call, id: str) -> Quote:
    quote = call.world.find(Quote, id)
    if quote is None:
        raise errors.not_found("quote", id)
    return quote
