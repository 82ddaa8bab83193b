"""Documents in SQL: what the database itself forbids, and what comes back as it went in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from gateway.clock import Clock
from gateway.db import Database
from gateway.db.tables import audit_log, burnt_numbers, sales_orders
from gateway.errors import GatewayError
from gateway.resources.documents import intents, pdfs, registers, store
from gateway.resources.documents.model import (
    Document,
    DocumentItem,
    DocumentStatus,
    DocumentType,
    IntentKind,
    IntentState,
    ItemKind,
    PostalAddress,
    Source,
)
from gateway.resources.ledger import store as ledger
from gateway.resources.ledger.model import Payment
from gateway.seed.demo import seed_demo

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 2, 19, 12, 0, tzinfo=UTC)
INVOICE = DocumentType.INVOICE
DOCUMENT = Document(
    id="11111111-0000-4000-8000-000000000001",
    qonto_id="22222222-0000-4000-8000-000000000001",
    document_type=INVOICE,
    status=DocumentStatus.DRAFT,
    customer_name="Maison Fictive",
    total_cents=5988,
    vat_cents=998,
    shipping_cost_cents=1250,
    fees_vat_rate=Decimal("0.2"),
    document_date=date(2026, 2, 19),
    billing_address=PostalAddress(street="1 rue", postal_code="69002", city="Lyon", country="FR"),
    source=Source.ORDER,
    created_by="claire",
    created_at=NOW,
    updated_at=NOW,
)
ITEM = DocumentItem(
    id="33333333-0000-4000-8000-000000000001",
    title="Lampe",
    quantity=Decimal("1.500"),
    unit_price=Decimal("33.27"),
    vat_percent=Decimal("5.500"),
    net_cents=4991,
    vat_cents=274,
    total_cents=5265,
    kind=ItemKind.FEE,
)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


async def test_a_document_comes_back_as_it_went_in(db: Database) -> None:
    async with db.transaction() as tx:
        assert await store.add(tx, DOCUMENT, [ITEM])

    async with db.reading() as tx:
        assert await store.find(tx, DOCUMENT.id, INVOICE) == DOCUMENT
        assert await store.find(tx, "22222222-0000-4000-8000-000000000001", INVOICE) == DOCUMENT
        assert await store.list_items(tx, DOCUMENT.id) == (ITEM,)
        assert await store.find(tx, DOCUMENT.id, DocumentType.QUOTE) is None


async def test_the_same_qonto_invoice_is_kept_once(db: Database) -> None:
    twin = replace(DOCUMENT, id="11111111-0000-4000-8000-000000000002")

    async with db.transaction() as tx:
        first = await store.add(tx, DOCUMENT, [])
        second = await store.add(tx, twin, [ITEM])
        items = await store.list_items(tx, twin.id)

    assert (first, second, items) == (True, False, ())


async def test_an_order_has_one_active_invoice_and_any_number_of_others(db: Database) -> None:
    await seed_demo(db, now=NOW)
    async with db.reading() as tx:
        order_id = await tx.scalar(select(sales_orders.c.id).limit(1))

    def another(place: int, status: DocumentStatus, *, deleted: bool = False) -> Document:
        return replace(
            DOCUMENT,
            id=f"11111111-0000-4000-8000-00000000001{place}",
            qonto_id=f"22222222-0000-4000-8000-00000000001{place}",
            sales_order_id=order_id,
            status=status,
            deleted_at=NOW if deleted else None,
        )

    async with db.transaction() as tx:
        added = [
            await store.add(tx, another(1, DocumentStatus.CANCELLED), []),
            await store.add(tx, another(2, DocumentStatus.DRAFT, deleted=True), []),
            await store.add(tx, another(3, DocumentStatus.DRAFT), []),
            await store.add(tx, another(4, DocumentStatus.PAID), []),
        ]
        active = await store.find_active_invoice(tx, order_id)

    assert added == [True, True, True, False]
    assert active is not None
    assert active.id == another(3, DocumentStatus.DRAFT).id


async def test_a_change_touches_what_it_names_and_nothing_else(db: Database) -> None:
    later = datetime(2026, 2, 20, tzinfo=UTC)
    async with db.transaction() as tx:
        await store.add(tx, DOCUMENT, [])
        await store.change(tx, DOCUMENT.id, later, total_cents=100, vat_cents=0, notes="vu")
        found = await store.lock(tx, DOCUMENT.id)

    assert found == replace(DOCUMENT, total_cents=100, vat_cents=0, notes="vu", updated_at=later)


async def test_an_amount_that_does_not_fit_is_refused_in_words(db: Database) -> None:
    huge = replace(DOCUMENT, total_cents=10**12)

    with pytest.raises(GatewayError, match="9 999 999 999,99"):
        async with db.transaction() as tx:
            await store.add(tx, huge, [])


async def test_a_number_is_burnt_once_and_by_one(db: Database) -> None:
    async with db.transaction() as tx:
        first = await registers.burn(
            tx, INVOICE, "F-2026-001", qonto_id="a", document_id=None, by="claire", at=NOW
        )
        second = await registers.burn(
            tx, INVOICE, "F-2026-001", qonto_id="b", document_id=None, by="marc", at=NOW
        )
        burner = await registers.find_burner(tx, INVOICE, "F-2026-001")
        burnt = await registers.list_burnt(tx, INVOICE, ["F-2026-001", "F-2026-002"])

    assert (first, second, burner, burnt) == (True, False, "a", {"F-2026-001"})


@pytest.mark.parametrize("statement", [update(burnt_numbers).values(number="x"), delete(burnt_numbers)])
async def test_the_database_gives_no_number_back(db: Database, statement: object) -> None:
    async with db.transaction() as tx:
        await registers.burn(tx, INVOICE, "F-2026-001", qonto_id="a", document_id=None, by="claire", at=NOW)

    with pytest.raises((DBAPIError, GatewayError)):
        async with db.transaction() as tx:
            await tx.execute(statement)  # type: ignore[arg-type]  - both are statements


@pytest.mark.parametrize("statement", [update(audit_log).values(actor="x"), delete(audit_log)])
async def test_the_database_forgets_nobody(db: Database, statement: object) -> None:
    async with db.transaction() as tx:
        await registers.audit(tx, "create_invoice", actor="claire", at=NOW)

    with pytest.raises((DBAPIError, GatewayError)):
        async with db.transaction() as tx:
            await tx.execute(statement)  # type: ignore[arg-type]  - both are statements


async def test_one_creation_at_a_time_per_order(db: Database) -> None:
    clock = Clock(follows_bank=False)
    first, second = (
        intents.opened(IntentKind.CREATE_INVOICE, clock, actor="claire", sales_order_id="o-1")
        for _ in range(2)
    )

    async with db.transaction() as tx:
        added = [await intents.add(tx, first), await intents.add(tx, second)]
        await intents.doubt(tx, first)
        doubted = await intents.add(tx, second)
        closed = [
            await intents.close(tx, first, IntentState.FAILED, NOW),
            await intents.close(tx, first, IntentState.DONE, NOW),
        ]
        freed = await intents.add(tx, second)
        pending = await intents.list_pending(tx, intents.pending_of(IntentKind), limit=5)

    assert (added, doubted, closed, freed) == ([True, False], False, [True, False], True)
    assert [intent.id for intent in pending] == [second.id]


async def test_a_closed_intent_may_not_ask(db: Database) -> None:
    intent = intents.opened(
        IntentKind.CREATE_INVOICE,
        Clock(follows_bank=False),
        actor="claire",
        sales_order_id="o-1",
        asked=False,
    )

    async with db.transaction() as tx:
        await intents.add(tx, intent)
        await intents.close(tx, intent, IntentState.FAILED, NOW)
        asked = await intents.ask(tx, replace(intent, asked=True))

    assert not asked


async def test_payments_and_pdfs_belong_to_their_document(db: Database) -> None:
    payment = Payment(
        id="44444444-0000-4000-8000-000000000001",
        document_id=DOCUMENT.id,
        amount_cents=5988,
        paid_at=date(2026, 2, 20),
        created_by="claire",
        created_at=NOW,
    )
    async with db.transaction() as tx:
        await store.add(tx, DOCUMENT, [])
        await ledger.add_payment(tx, payment)
        kept = await pdfs.keep(tx, DOCUMENT.id, b"%PDF-1.7", source="attachment", now=NOW)
        again = await pdfs.keep(tx, DOCUMENT.id, b"%PDF-9", source="attachment", now=NOW)
        found = await store.find(tx, DOCUMENT.id, INVOICE)

    async with db.reading() as tx:
        pdf = await pdfs.find(tx, DOCUMENT.id)
        assert await ledger.list_payments(tx, DOCUMENT.id) == (payment,)
    assert (kept, again) == (True, False)
    assert found is not None
    assert found.has_stored_pdf
    assert pdf is not None
    assert pdf.content == b"%PDF-1.7"
