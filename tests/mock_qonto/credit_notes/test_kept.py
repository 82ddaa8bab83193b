"""What a credit note has done survives a kill, and a twin or a snapshot knows it as well."""

import contextlib
from pathlib import Path

import pytest

from mock_qonto.kernel.bank import Bank
from mock_qonto.registry import PLAIN
from mock_qonto.resources.credit_notes.model import CreditNote
from mock_qonto.state import open_disk
from tests.mock_qonto.credit_notes.support import issued, line, shown
from tests.mock_qonto.state.pictures import copy_of, picture
from tests.mock_qonto.support import Customer, a_bank, customer_of

pytestmark = pytest.mark.anyio


async def test_killed_and_started_again_it_goes_on(tmp_path: Path, edition: str) -> None:
    bank = a_bank(edition)
    with contextlib.closing(open_disk(tmp_path / "bank.db", bank, plain=PLAIN)) as disk:
        async with customer_of(bank) as customer:
            invoice = await customer.unpaid()
            first = await issued(customer, invoice, items=[line("10.00")])
            customer.wait(1)
            await issued(customer, await customer.unpaid())
            before = await shown(customer, first)
        await disk.settled()
        killed = copy_of(tmp_path / "bank.db", tmp_path / "killed.db")

    later = a_bank(edition)
    with contextlib.closing(open_disk(killed, later, plain=PLAIN)):
        assert picture(later) == picture(bank)
        async with customer_of(later) as customer:
            customer.wait(1)
            assert await shown(customer, first) == before
            rest = await issued(customer, invoice, items=[line("49.88")])
            assert (await shown(customer, rest))["number"] == "A-2026-003"
            assert (await customer.invoice(invoice["id"]))["status"] == "canceled"
            # The appointment of the one that was made just before the kill was kept.
            assert all(note.attachment_id for note in later.default_world.all(CreditNote)[:2])


async def test_a_restored_snapshot_has_not_credited_what_came_after_it(customer: Customer) -> None:
    invoice = await customer.unpaid()
    await issued(customer, invoice, items=[line("10.00")])
    morning = customer.world.snapshot()
    await issued(customer, invoice, items=[line("49.88")])

    customer.world.restore(morning)

    assert (await customer.invoice(invoice["id"]))["status"] == "unpaid"
    id = await issued(customer, invoice, items=[line("49.88")])
    assert (await shown(customer, id))["number"] == "A-2026-002"


async def test_a_twin_goes_its_own_way(bank: Bank, customer: Customer) -> None:
    invoice = await customer.unpaid()

    bank.worlds["twin"] = customer.world.fork("twin", key_digest="")
    await issued(customer, invoice)

    assert len(customer.world.all(CreditNote)) == 1
    assert bank.worlds["twin"].all(CreditNote) == []
