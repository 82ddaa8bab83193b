"""The whole book over real sessions: a bank and a gateway that keep the rules are never accused."""

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from contracts.rules.book import judge
from contracts.rules.journal import Journal
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.app import build_bank_app
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreateCreditNote, Terms
from mock_qonto.resources.quotes.messages import ApproveQuote
from mock_qonto.web.faults import FaultBook, Kind
from tests.gateway.support import stack
from tests.gateway.templates import STARTED
from tests.mock_qonto.support import (
    AUTHORIZATION,
    BASE_URL,
    PNG,
    UNKNOWN_ID,
    Customer,
    a_bank,
    customer_of,
    item,
)
from tests.rules.witness import Front, journal_of, meets

pytestmark = pytest.mark.anyio
of_each_edition = pytest.mark.parametrize("edition", ["guide", "2026-11"])


def accused(journal: Journal) -> Mapping[str, list[str | None]]:
    return {
        verdict.rule.id: [occasion.broken for occasion in verdict.broken]
        for verdict in judge(journal)
        if verdict.broken
    }


def tried(journal: Journal) -> set[str]:
    return {verdict.rule.id for verdict in judge(journal) if verdict.occasions}


async def an_invoices_life(customer: Customer) -> None:
    draft = await customer.draft(
        items=[item(quantity="3"), item(discount={"type": "percentage", "value": "0.1"})]
    )
    path = f"/v2/client_invoices/{draft['id']}"
    await customer.patch(path, {"footer": "Merci", "due_date": "2026-04-15"})
    await customer.act(draft, "send", {"send_to": ["a@b.example"], "email_title": "Facture"})
    await customer.act(draft, "finalize")
    customer.wait(1)
    for verb, answer in (("PATCH", {"footer": "Trop tard"}), ("DELETE", None)):
        await customer.call(verb, path, json=answer)
    await customer.act(draft, "finalize")
    await customer.act(draft, "mark_as_paid", {"paid_at": "2027-01-01"})
    await customer.act(draft, "mark_as_paid", {"paid_at": "2026-03-01"})
    await customer.act(draft, "mark_as_canceled")
    await customer.act(draft, "unmark_as_paid")
    await customer.act(draft, "mark_as_canceled")
    await customer.act(draft, "mark_as_paid")
    await customer.get(path)


async def papers_and_links(customer: Customer) -> None:
    invoice = await customer.unpaid()
    file = (await customer.get(f"/v2/attachments/{invoice['attachment_id']}")).json()["attachment"]
    for seconds in (0, 1799, 1):
        customer.wait(seconds)
        await customer.http.get(file["url"])
    await customer.get(f"/v2/attachments/{invoice['attachment_id']}")
    await customer.http.get(f"{file['url'][:-4]}beef")
    for _ in range(2):
        await customer.upload(PNG, key="one-key")
    await customer.upload(b"no picture")


async def a_quotes_life(customer: Customer) -> None:
    quote = await customer.new_quote()
    path = f"/v2/quotes/{quote['id']}"
    await customer.patch(path, {"footer": "Trop tôt"})
    customer.wait(1)
    await customer.patch(path, {"footer": "Merci"})
    customer.wait(1)
    await customer.post(f"{path}/send", {"send_to": ["a@b.example"], "email_title": "Devis"})
    await customer.delete(path)
    customer.bank.execute(customer.world, ApproveQuote(id=quote["id"]))
    await customer.quote_again(quote)
    await customer.patch(path, {"footer": "Trop tard"})
    removed = await customer.quote()
    await customer.delete(f"/v2/quotes/{removed['id']}")
    await customer.get(f"/v2/quotes/{removed['id']}")
    await customer.quote()


async def what_is_listed_and_what_is_not(customer: Customer) -> None:
    for path in (
        "client_invoices",
        "quotes",
        "credit_notes",
        "clients",
        "transactions",
        "labels",
        "memberships",
    ):
        await customer.get(f"/v2/{path}", page=1, per_page=10)
        await customer.get(f"/v2/{path}", page=99)
    await customer.get(
        "/v2/client_invoices", **{"filter[status]": "draft,canceled", "sort_by": "created_at:asc"}
    )
    await customer.get("/v2/client_invoices", **{"filter[created_at_from]": "2026-03-02T09:00:01Z"})
    await customer.get("/v2/transactions", status="pending")
    await customer.get("/v2/transactions", bank_account_id=UNKNOWN_ID)
    await customer.get("/v2/transactions", side="debit", with_attachments="true")
    for method, path in (("GET", "/v2/nowhere"), ("PUT", "/v2/clients"), ("PATCH", "/v2/credit_notes/x")):
        await customer.http.request(method, path)
    await customer.get(f"/v2/clients/{UNKNOWN_ID}")
    await customer.post("/v2/client_invoices", await customer.invoice_body(client_id=UNKNOWN_ID))
    await customer.post("/v2/client_invoices", await customer.invoice_body(due_date="2026-01-01"))
    await customer.post("/v2/client_invoices", {"client_id": 7})


def a_credit_note_on_the_dashboard(customer: Customer) -> None:
    invoice = next(one for one in customer.world.all(ClientInvoice) if one.number and one.status == "unpaid")
    terms = Terms(issue_date=invoice.terms.issue_date, items=invoice.terms.items)
    id = customer.world.ids.mint()
    command = CreateCreditNote(id=id, invoice_id=invoice.id, currency=invoice.currency, terms=terms)
    customer.bank.execute(customer.world, command)


@of_each_edition
async def test_a_day_at_the_bank(edition: str) -> None:
    bank = a_bank(edition)

    async with customer_of(bank) as customer:
        await an_invoices_life(customer)
        await papers_and_links(customer)
        await a_quotes_life(customer)
        a_credit_note_on_the_dashboard(customer)
        await what_is_listed_and_what_is_not(customer)
    journal = journal_of(bank)

    assert accused(journal) == {}
    assert len(tried(journal)) >= 70


@of_each_edition
async def test_a_day_on_which_answers_are_lost(edition: str) -> None:
    bank, faults = a_bank(edition), FaultBook()
    transport = httpx.ASGITransport(build_bank_app(bank, faults=faults))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=AUTHORIZATION) as http:
        customer = Customer(bank, http)
        for operation, kind in (
            ("finalize_client_invoice", Kind.APPLY_THEN_504),
            ("finalize_client_invoice", Kind.TOO_MANY_REQUESTS),
            ("finalize_client_invoice", Kind.GARBAGE),
            ("finalize_client_invoice", Kind.APPLY_TWICE),
            ("mark_client_invoice_paid", Kind.APPLY_TWICE),
            ("cancel_client_invoice", Kind.STATUS),
        ):
            draft = await customer.draft()
            meets(bank, faults, operation, kind)
            for verb in ("finalize", "finalize", "mark_as_paid", "unmark_as_paid", "mark_as_canceled"):
                await http.post(f"/v2/client_invoices/{draft['id']}/{verb}")
            await http.get(f"/v2/client_invoices/{draft['id']}")
        meets(bank, faults, "create_client_invoice", Kind.APPLY_TWICE)
        await http.post("/v2/client_invoices", json=await customer.invoice_body(status="unpaid"))
        await customer.unpaid()

    assert accused(journal_of(bank)) == {}


@of_each_edition
async def test_a_day_at_the_gateway(edition: str, tmp_path: Path) -> None:
    async with stack(STARTED.sqlite(tmp_path / "gateway.db"), edition=edition) as running:
        front = Front(running)
        made = await front.say("POST", "/api/qonto/invoices", {"salesOrderId": INVOICEABLE[0].id})
        invoice = f"invoices/{made['localDocumentId']}"
        path = f"/api/qonto/{invoice}"
        await front.say(
            "POST", "/api/qonto/invoices", {"salesOrderId": INVOICEABLE[0].id, "autoFinalize": True}
        )
        await front.say("POST", "/api/qonto/invoices", {"salesOrderId": INVOICEABLE[0].id})
        await front.say("PATCH", path, {"footer": "Merci"})
        await front.say("GET", f"{path}/pdf")
        await front.say("POST", f"{path}/mark-paid", {})
        meets(running.bank, running.faults, "finalize_client_invoice", Kind.APPLY_THEN_504)
        await front.finalize(invoice)
        running.wait(seconds=2)
        for method, action in (
            ("PATCH", ""),
            ("DELETE", "/delete"),
            ("POST", "/finalize"),
            ("POST", "/send"),
        ):
            await front.say(method, f"{path}{action}", {"footer": "Trop tard"} if method == "PATCH" else {})
        for wait in (0, 1801):
            running.wait(seconds=wait)
            await front.say("GET", f"{path}/pdf")
        quoted = await front.say("POST", "/api/qonto/quotes", {"salesOrderId": INVOICEABLE[1].id})
        quote = f"quotes/{quoted['localDocumentId']}"
        await front.say("POST", f"/api/qonto/{quote}/accept")
        running.wait(seconds=2)
        await front.finalize(quote)
        for action in ("send", "accept", "convert", "convert"):
            await front.say("POST", f"/api/qonto/{quote}/{action}", {})
        for listed in ("invoices", "quotes", "credit-notes", "sync", "health", "debug", "transactions"):
            await front.say("GET", f"/api/qonto/{listed}")
        for synced in ("sync", "sync-invoices"):
            await front.say("POST", f"/api/qonto/{synced}")

        assert accused(front.journal) == {}
        assert len({id for id in tried(front.journal) if id[0] in "RG"}) >= 40
