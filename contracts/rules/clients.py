"""Family K: clients, and whom a document can be written to."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.rules.exchange import first_error
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, SHAPE_FIRST, Found, asked_of, held, of_answers
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

CREATE, UPDATE, DELETE = "create_client", "update_client", "delete_client"
WRITES = ("create_client_invoice", "update_client_invoice", "create_quote", "update_quote")
_READS = ("show_client", "list_clients", CREATE, UPDATE, DELETE)
_SHOWN_AS_ASKED = ("email", "currency", "locale", "vat_number", "tax_identification_number")
_COMPANY = "company"
_INVALID, _TAKEN, _NOT_NOW, _NOT_FOUND = 422, 409, 412, 404
_REFUSED = frozenset({_INVALID, _TAKEN, _NOT_NOW, _NOT_FOUND, *SHAPE_FIRST})
Client = Mapping[str, Any]


def clients_in(step: Step) -> Iterator[Client]:
    answered = step.exchange.answered
    if step.ok and step.exchange.plain and isinstance(answered, dict):
        one, many = answered.get("client"), answered.get("clients")
        yield from (
            client for client in (one, *(many if isinstance(many, list) else ())) if isinstance(client, dict)
        )


def written_to(journal: Journal) -> Iterator[tuple[Step, Mapping[str, Client], set[str]]]:
    """Every document that was written or rewritten, with the clients known by then, and those deleted."""
    known: dict[str, Client] = {}
    gone: set[str] = set()
    for step in journal.in_order(*_READS, *WRITES):
        exchange = step.exchange
        if exchange.operation in WRITES:
            if exchange.judged and isinstance(asked_of(step).get("client_id"), str):
                yield step, known, gone
            continue
        if step.subject is not None and exchange.operation == DELETE and step.ok:
            gone.add(step.subject)
            known.pop(step.subject, None)
        if step.subject is not None and exchange.unsure:
            known.pop(step.subject, None)
        known.update((str(client.get("id")), client) for client in clients_in(step))


# ---------------------------------------------------------------- checks
def to_somebody_there(journal: Journal) -> Iterator[Occasion]:
    for step, known, gone in written_to(journal):
        client = asked_of(step)["client_id"]
        status, code = step.exchange.status, held(first_error(step.exchange.answered), "code")
        if client in gone:
            kept = status in _REFUSED
            yield verdict(step, kept=kept, otherwise=f"written to a client that was deleted: {status}")
        elif client in known and journal.complete:
            kept = code != "invalid_client_id"
            yield verdict(step, kept=kept, otherwise=f"client {client} is there and was called unknown")


def in_his_currency(journal: Journal) -> Iterator[Occasion]:
    if not journal.complete:
        return
    for step, known, _ in written_to(journal):
        client, asked = known.get(asked_of(step)["client_id"]), asked_of(step).get("currency")
        if client is None or asked is None or "currency" not in client or client["currency"] == asked:
            continue
        yield verdict(
            step,
            kept=step.exchange.status in _REFUSED,
            otherwise=f"in {asked} to a client of {client['currency']}: {step.exchange.status}",
        )


def twice_makes_two(journal: Journal) -> Iterator[Occasion]:
    seen: set[str] = set()
    for step in journal.in_order("show_client", "list_clients", CREATE):
        ids = [str(client.get("id")) for client in clients_in(step)]
        if step.exchange.operation == CREATE:
            for id in ids:
                yield verdict(step, kept=id not in seen, otherwise=f"client {id} was made a second time")
        seen.update(ids)


def kind_never_changes(journal: Journal) -> Iterator[Occasion]:
    kinds: dict[str, Any] = {}
    for step in journal.in_order("show_client", "list_clients", CREATE, UPDATE):
        for client in clients_in(step):
            id, kind = str(client.get("id")), client.get("kind")
            if id in kinds:
                yield verdict(step, kept=kinds[id] == kind, otherwise=f"{kinds[id]} became {kind}")
            kinds[id] = kind


def named_as_they_are(step: Step) -> Found:
    found: Found = None
    for client in clients_in(step):
        company = client.get("kind") == _COMPANY
        wrong = {"first_name", "last_name"} if company else {"name"}
        if wrong & client.keys():
            return f"{client.get('kind')} has {' and '.join(sorted(wrong & client.keys()))}"
        found = KEPT
    return found


def as_asked(step: Step) -> Found:
    client, asked = held(step.exchange.answered, "client"), asked_of(step)
    if not isinstance(client, dict):
        return None
    names = [*_SHOWN_AS_ASKED, *(("name",) if client.get("kind") == _COMPANY else ())]
    wrong = [name for name in names if asked.get(name) is not None and client.get(name) != asked[name]]
    return f"not as asked: {', '.join(wrong)}" if wrong else KEPT


_UNKNOWN = dict.fromkeys(WRITES, (_INVALID,))

RULES = (
    Rule(
        id="K.1",
        says="A document is written to a client who is there.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on errors: 422 invalid_client_id",
        check=to_somebody_there,
        refuses=_UNKNOWN,
    ),
    Rule(
        id="K.2",
        says="A document is written in the currency of its client.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating an invoice: /data/attributes/currency",
        check=in_his_currency,
        refuses=_UNKNOWN,
    ),
    Rule(
        id="K.3",
        says="The same client created twice is two clients.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection of 2026-02",
        check=twice_makes_two,
    ),
    Rule(
        id="K.4",
        says="A client stays what he is: a company, an individual or a freelancer.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on updating a client: kind is not in it",
        check=kind_never_changes,
    ),
    Rule(
        id="K.5",
        says="A company has a name, a person a first and a last one, and neither has the other's keys.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's issue of 2026",
        check=of_answers(named_as_they_are, "show_client", "list_clients", CREATE, UPDATE),
    ),
    Rule(
        id="K.6",
        says="A client shows the name, address and numbers that were asked for.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on creating and updating a client",
        check=of_answers(as_asked, CREATE, UPDATE),
    ),
)
