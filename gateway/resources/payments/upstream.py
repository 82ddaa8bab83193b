"""The transfer an invoice is reconciled with, as Qonto shows it now."""

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.resources.transactions.model import Transaction
from gateway.resources.transactions.upstream import read_transaction


async def show(qonto: Qonto, id: str) -> Transaction | None:
    """None where Qonto has no such transaction."""
    try:
        answer = await qonto.call("show_transaction", id=id)
    except GatewayError as error:
        if error.code is Code.NOT_FOUND:
            return None
        raise
    return read_transaction(
        reading.inner(answer.body if isinstance(answer.body, dict) else {}, "transaction"), ""
    )
