"""Credit notes, in and out. `model.py` decides, `wire.py` knows how they look."""

from mock_qonto import errors
from mock_qonto.resources.credit_notes import wire
from mock_qonto.resources.credit_notes.model import CreateCreditNote, CreditNote
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page, sort_order
from mock_qonto.web.rendering import View
from mock_qonto.web.replying import reply_one

PAGING = Paging()
VIEW = View("CreditNote", "credit_note", "credit_notes", wire.shown)


def list_credit_notes(call: Call) -> Reply:
    query, table = call.query, call.world.table(CreditNote)
    _, descending = sort_order(query, "created_at", default="created_at:desc")
    ids = choose(
        table,
        created_from=query.instant("filter[created_at_from]"),
        created_to=query.instant("filter[created_at_to]"),
    )
    return reply_page(call, VIEW, table, Chosen(ids=ids, descending=descending), PAGING)


def create_credit_note(call: Call) -> Reply:
    body = call.body
    command = CreateCreditNote(
        id=call.world.ids.mint(),
        invoice_id=body["invoice_id"],
        currency=body["currency"],
        terms=wire.read_terms(body),
    )
    call.execute(command)
    return reply_one(call, VIEW, _existing(call, command.id), created=True)


def show_credit_note(call: Call) -> Reply:
    return reply_one(call, VIEW, _existing(call, call.path["id"]))


def _existing(call: Call, id: str) -> CreditNote:
    note = call.world.find(CreditNote, id)
    if note is None:
        raise errors.not_found("credit note", id)
    return note
