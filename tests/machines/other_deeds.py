"""Clients, credit notes, files; time, trouble, and a world that is put back."""

from mock_qonto.web.faults import Kind
from tests.machines import words
from tests.machines.day import ATTACHMENTS, CLIENTS, NOTES, Day, Differs, expect, expect_status, same
from tests.machines.ledger import GUIDE, NOT_FOUND, Body
from tests.machines.words import Choice

LINK_LIVES_S = 1800
FAULTS = (
    Kind.APPLY_THEN_DROP,
    Kind.APPLY_THEN_504,
    Kind.TOO_MANY_REQUESTS,
    Kind.LATENCY,
    Kind.RESET,
    Kind.STATUS,
    Kind.TRUNCATED_BODY,
)


def create_client(day: Day, choice: Choice) -> None:
    name = f"Atelier {choice.of(5)}"
    body = {"kind": "company", "name": name, "currency": "EUR"}
    before = dict(day.ledger.clients)
    answer = day.tell("POST", CLIENTS, body, None, day.made)
    if answer is None:
        return
    id = day.id_made(answer, CLIENTS, "client", before)
    day.ledger.clients[id] = name
    _show_client(day, id)


def update_client(day: Day, choice: Choice) -> None:
    id, name = day.client(choice), f"Maison {choice.of(5)}"
    known = id in day.ledger.clients
    answer = day.tell("PATCH", f"{CLIENTS}/{id}", {"name": name}, None if known else NOT_FOUND, 200)
    if answer is not None:
        day.ledger.clients[id] = name
        _show_client(day, id)


def delete_client(day: Day, choice: Choice) -> None:
    """What the guide has no route for."""
    id = day.client(choice)
    if day.ledger.edition == GUIDE:
        day.tell("DELETE", f"{CLIENTS}/{id}", None, NOT_FOUND, 204)
        return
    known = id in day.ledger.clients
    if known and len(day.ledger.clients) == 1:
        return
    if day.tell("DELETE", f"{CLIENTS}/{id}", None, None if known else NOT_FOUND, 204) is not None:
        del day.ledger.clients[id]
        _show_client(day, id)


def _show_client(day: Day, id: str) -> None:
    answer = day.read(f"{CLIENTS}/{id}", there=id in day.ledger.clients)
    if answer is not None:
        same(answer.body["client"], {"id": id, "name": day.ledger.clients[id]})


def credit_a_part(day: Day, choice: Choice) -> None:
    _credit(day, choice, whole=False)


def credit_the_whole(day: Day, choice: Choice) -> None:
    _credit(day, choice, whole=True)


def credit_at_the_dashboard(day: Day, choice: Choice) -> None:
    """The whole of an invoice, as somebody at Qonto does it."""
    invoice, id = day.invoice(choice, "unpaid", "paid")
    if invoice is None:
        return
    body = {"issue_date": words.INVOICE_DAYS[0], "items": invoice.items}
    refusal = day.ledger.may_credit(invoice, body)
    answer = day.door.act("issue-credit-note", {"invoice_id": id, "issue_date": body["issue_date"]})
    if refusal is not None:
        expect_status(answer, 422)
        return
    expect_status(answer, 201)
    note = day.ledger.credit(answer.body["credit_note_id"], invoice, body)
    day.door.beside.add(("credit_note", note.number))
    day.check_note(note, None)
    day.show_invoice(id)


def list_credit_notes(day: Day, choice: Choice) -> None:
    day.check_list(NOTES, "credit_notes", list(day.ledger.notes), "", choice)


def look_at_a_pdf(day: Day, choice: Choice) -> None:
    """A link is made anew at every look, and lives for half an hour."""
    documents = [d for d in (*day.ledger.invoices.values(), *day.ledger.quotes.values()) if d.attachment]
    if not documents:
        return
    document = choice.among(documents)
    answer = day.read(f"{ATTACHMENTS}/{document.attachment}", there=True)
    if answer is not None:
        day.ledger.links.append((answer.body["attachment"]["url"], day.ledger.now + LINK_LIVES_S))
        follow_a_link(day, Choice(0))


def follow_a_link(day: Day, choice: Choice) -> None:
    """The newest of them, or an older one."""
    if not day.ledger.links:
        return
    url, dies = day.ledger.links[-1 - choice.of(min(4, len(day.ledger.links)))]
    path, _, query = url.partition("://")[2].partition("/")[2].partition("?")
    answer = day.door.ask("GET", f"/{path}", query=query)
    alive = day.ledger.now < dies
    if answer.status != (200 if alive else 403):
        raise Differs(f"a link with {dies - day.ledger.now} s to live answered {answer.status}")


def upload_a_file(day: Day, choice: Choice) -> None:
    """Under a key the same upload is made once, for half an hour."""
    key, good = choice.among((None, None, "k-1", "k-2")), choice.of(8) != 7
    id, dies = day.ledger.uploads.get(key or "", ("", 0))
    known = day.ledger.now < dies
    answer = day.door.ask("POST", ATTACHMENTS, words.FILE if good else words.NO_FILE, key=key)
    if answer.undone:
        return
    if answer.lost:
        if key is not None and good and not known:
            day.ledger.uploads[key] = ("", day.ledger.now + LINK_LIVES_S)
        return
    expect(answer, None if good or known else (422, "not_in_list"), 200)
    if answer.status != 200 or key is None:
        return
    said = answer.body["attachment"]["id"]
    if known and said != id and id:
        raise Differs(f"the key {key} meant {id} and means {said}")
    day.ledger.uploads[key] = (said, dies if known else day.ledger.now + LINK_LIVES_S)


def wait_a_while(day: Day, choice: Choice) -> None:
    seconds = choice.among(words.WAITS_S)
    day.door.wait(seconds)
    day.ledger.now += seconds


def go_wrong(day: Day, choice: Choice) -> None:
    """The next call of all meets a fault."""
    day.door.spoil_next(choice.among(FAULTS))


def keep_a_snapshot(day: Day, _: Choice) -> None:
    day.saved = day.save()


def put_back_the_snapshot(day: Day, _: Choice) -> None:
    """What happened until now is judged by itself."""
    if day.saved is not None:
        day.judge()
        day.put_back(day.saved)


def _credit(day: Day, choice: Choice, *, whole: bool) -> None:
    invoice, id = day.invoice(choice, "unpaid", "paid")
    items = choice.among(words.PARTS)
    if whole and invoice is not None and invoice.items:
        items = invoice.items
    body: Body = {
        "invoice_id": id,
        "issue_date": choice.among(words.INVOICE_DAYS),
        "currency": "EUR",
        "items": items,
    }
    number = choice.among(words.NOTE_NUMBERS)
    if number is not None:
        body["number"] = number
    if day.ledger.edition == GUIDE:
        day.tell("POST", NOTES, body, NOT_FOUND, day.made)
        return
    before = dict(day.ledger.notes)
    answer = day.tell("POST", NOTES, body, day.ledger.may_credit(invoice, body), day.made)
    if answer is None or invoice is None:
        return
    note = day.ledger.credit(day.id_made(answer, NOTES, "credit_note", before), invoice, body)
    day.check_note(note, answer)
    if invoice.left == 0:
        day.tally.reached["all credited"] += 1
    else:
        day.tally.reached["a part credited"] += 1
    day.show_invoice(id)
