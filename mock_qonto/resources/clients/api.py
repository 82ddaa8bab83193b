"""Clients, in and out. `wire.py` knows how they look."""

from collections.abc import Sequence

from mock_qonto import errors
from mock_qonto.kernel.records import Table
from mock_qonto.resources.clients import wire
from mock_qonto.resources.clients.model import Client, CreateClient, DeleteClient, UpdateClient, exact, folded
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, reply_page, sort_order
from mock_qonto.web.rendering import View
from mock_qonto.web.replying import reply_empty, reply_one

PAGING = Paging()
VIEW = View("Client", "client", "clients", wire.shown)
EXACT = ("email", "vat_number", "tax_identification_number")


def list_clients(call: Call) -> Reply:
    table = call.world.table(Client)
    by, descending = sort_order(call.query, "name", "created_at", default="name:asc")
    ids = _filtered(call, table)
    if by == "name":
        named = [(client.sought_name, client.id) for id in ids if (client := table.find(id)) is not None]
        ids = [id for _, id in sorted(named)]
    return reply_page(call, VIEW, table, Chosen(ids=ids, descending=descending), PAGING)


def create_client(call: Call) -> Reply:
    kind, details = wire.read_new(call)
    command = CreateClient(id=call.world.ids.mint(), kind=kind, details=details)
    call.execute(command)
    return reply_one(call, VIEW, _existing(call, command.id), created=True)


def show_client(call: Call) -> Reply:
    return reply_one(call, VIEW, _existing(call, call.path["id"]))


def update_client(call: Call) -> Reply:
    client = _existing(call, call.path["id"])
    call.execute(UpdateClient(id=client.id, details=wire.read_changes(call, client)))
    return reply_one(call, VIEW, _existing(call, client.id))


def delete_client(call: Call) -> Reply:
    call.execute(DeleteClient(id=call.path["id"]))
    return reply_empty()


def _existing(call: Call, id: str) -> Client:
    client = call.world.find(Client, id)
    if client is None:
        raise errors.not_found("client", id)
    return client


def _filtered(call: Call, table: Table[Client]) -> Sequence[str]:
    """What every filter given lets through: the exact ones by index, the others by looking."""
    ids: Sequence[str] = table.order()
    for field in EXACT:
        sought = call.query.one(f"filter[{field}]")
        if sought is not None:
            found = table.having(field, exact(sought))
            ids = found if ids is table.order() else sorted(set(ids) & set(found), key=table.position)
    name = folded(call.query.one("filter[name]") or "")
    since = call.query.instant("filter[updated_at_from]")
    if not name and since is None:
        return ids
    return [
        id
        for id in ids
        if (client := table.find(id)) is not None
        and name in client.sought_name
        and (since is None or client.updated_at >= since)
    ]
