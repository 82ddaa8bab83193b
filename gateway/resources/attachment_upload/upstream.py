"""A file given to Qonto, under a key: said twice, it is one file."""

from gateway.errors import Code
from gateway.qonto.call import Upload as File
from gateway.qonto.client import Qonto
from gateway.qonto.errors import UpstreamRefusal
from gateway.resources.attachments.model import BankTransaction
from gateway.resources.attachments.upstream import transaction_not_found


async def upload_attachment(qonto: Qonto, transaction: BankTransaction, file: File, *, key: str) -> None:
    # Quirk: Qonto answers nothing, not even an id, and shows the file a moment later.
    try:
        await qonto.call(
            "upload_transaction_attachment",
            files={"file": file},
            idempotency_key=key,
            id=transaction.qonto_id,
        )
    except UpstreamRefusal as refused:
        raise (transaction_not_found() if refused.code is Code.NOT_FOUND else refused) from refused
