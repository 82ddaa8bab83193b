"""What became of a quote survives a kill, and a twin or a snapshot knows it as well."""

import contextlib
from pathlib import Path

import pytest

from mock_qonto.kernel.bank import Bank
from mock_qonto.registry import PLAIN
from mock_qonto.resources.quotes.messages import ApproveQuote
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.state import open_disk
from tests.mock_qonto.state.pictures import copy_of, picture
from tests.mock_qonto.support import Customer, a_bank, customer_of, refusal

pytestmark = pytest.mark.anyio

LETTER = {"send_to": ["contact@atelier-morel.example"], "email_title": "Votre devis"}


async def _file(customer: Customer, quote: dict[str, object]) -> bytes:
    shown = (await customer.get(f"/v2/attachments/{quote['attachment_id']}")).json()["attachment"]
    return (await customer.http.get(shown["url"])).content


async def test_killed_and_started_again_it_goes_on(tmp_path: Path, edition: str) -> None:
    bank = a_bank(edition)
    with contextlib.closing(open_disk(tmp_path / "bank.db", bank, plain=PLAIN)) as disk:
        async with customer_of(bank) as customer:
            sent = await customer.quote()
            await customer.post(f"/v2/quotes/{sent['id']}/send", LETTER)
            bank.execute(customer.world, ApproveQuote(id=sent["id"]))
            before, file = await customer.quote_again(sent), await _file(customer, sent)
            gone = await customer.quote()
            await customer.delete(f"/v2/quotes/{gone['id']}")
            young = await customer.new_quote()
        await disk.settled()
        killed = copy_of(tmp_path / "bank.db", tmp_path / "killed.db")

    later = a_bank(edition)
    with contextlib.closing(open_disk(killed, later, plain=PLAIN)):
        assert picture(later) == picture(bank)
        async with customer_of(later) as customer:
            customer.wait(1)
            assert await customer.quote_again(sent) == before
            assert await _file(customer, sent) == file
            # The appointment of the one that was made just before the kill was kept.
            assert (await customer.quote_again(young))["attachment_id"] is not None
            assert (await customer.new_quote())["number"] == "D-2026-004"
            taken = await customer.post("/v2/quotes", await customer.quote_body(number="D-2026-002"))
            assert refusal(taken)[0] == 409


async def test_a_log_begun_anew_still_knows_the_numbers_of_quotes_that_are_gone(
    tmp_path: Path, edition: str
) -> None:
    bank = a_bank(edition)
    with contextlib.closing(open_disk(tmp_path / "bank.db", bank, plain=PLAIN)) as disk:
        async with customer_of(bank) as customer:
            gone = await customer.new_quote()
            await customer.delete(f"/v2/quotes/{gone['id']}")
        disk.flush()
        disk.shorten(long=0)

    later = a_bank(edition)
    with contextlib.closing(open_disk(tmp_path / "bank.db", later, plain=PLAIN)):
        async with customer_of(later) as customer:
            assert (await customer.new_quote())["number"] == "D-2026-002"


async def test_a_restored_snapshot_knows_what_was_used_until_then(customer: Customer) -> None:
    gone = await customer.new_quote()
    await customer.delete(f"/v2/quotes/{gone['id']}")
    morning = customer.world.snapshot()
    await customer.new_quote()

    customer.world.restore(morning)

    assert customer.world.all(Quote) == []
    assert (await customer.new_quote())["number"] == "D-2026-002"


async def test_a_twin_goes_its_own_way(bank: Bank, customer: Customer) -> None:
    quote = await customer.quote()
    twin = bank.worlds["twin"] = customer.world.fork("twin", key_digest="")

    await customer.delete(f"/v2/quotes/{quote['id']}")
    bank.execute(twin, ApproveQuote(id=quote["id"]))

    assert customer.world.all(Quote) == []
    assert [(kept.number, kept.status) for kept in twin.all(Quote)] == [("D-2026-001", "approved")]
