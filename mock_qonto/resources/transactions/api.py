"""
Transactions out, files in. `wire.py` knows how they look.

Rule 1: a list is of one account. Its statuses and one range of time are looked up; only what they leave is
held against the other filters.
Rule 2: where the range is of another time than the list is sorted by, what lies in it is sorted, and no more.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from mock_qonto import errors
from mock_qonto.kernel.records import Table
from mock_qonto.kernel.selection import Stretch, Union
from mock_qonto.resources.attachments.api import attachment_shown, idempotency_key, sent_file
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.bank_accounts.model import BankAccount, main_account, with_iban
from mock_qonto.resources.transactions import wire
from mock_qonto.resources.transactions.messages import DetachAllFromTransaction, DetachFromTransaction
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Status
from mock_qonto.resources.uploads.model import ReceiveUpload, received_under
from mock_qonto.values import value
from mock_qonto.web.call import Call, Query, Reply
from mock_qonto.web.pages import Chosen, Paging, page_asked, reply_page, sort_order
from mock_qonto.web.replying import reply_body, reply_one

PAGING = Paging(search_limit="transaction_search_limit")
FILES = Paging()
ARRANGED = ("settled_at", "updated_at", "emitted_at")
"""What a list can be sorted by, the most usual first; the table keeps an index of each."""


@value
class Range:
    """Both ends belong to it. What has no such time is in none."""

    start: datetime | None
    end: datetime | None

    def holds(self, at: datetime | None) -> bool:
        return (
            at is not None
            and (self.start is None or at >= self.start)
            and (self.end is None or at <= self.end)
        )


def list_transactions(call: Call) -> Reply:
    view = wire.view(frozenset(call.query.many("includes")))
    return reply_page(call, view, call.world.table(Transaction), _chosen(call), PAGING)


def show_transaction(call: Call) -> Reply:
    view = wire.view(frozenset(call.query.many("includes")))
    return reply_one(call, view, _meant(call))


def list_transaction_attachments(call: Call) -> Reply:
    ids = _meant(call).attachment_ids
    page, per_page = page_asked(call.query, FILES)
    files = call.world.table(Attachment).at(ids[(page - 1) * per_page : page * per_page])
    # Quirk: a list without `meta`.
    return reply_body(call, 200, {"attachments": [attachment_shown(call.world, file) for file in files]})


def upload_transaction_attachment(call: Call) -> Reply:
    transaction, key = _meant(call), idempotency_key(call)
    if key is None or not received_under(call.world, key, call.now):
        file = sent_file(call)
        call.execute(
            ReceiveUpload(
                id=call.world.ids.mint(),
                transaction_id=transaction.id,
                file_name=file.name or "file",
                content=file.content,
                idempotency_key=key,
            )
        )
    # Quirk: neither the id nor anything else is said of the file, which shows a moment later.
    return reply_body(call, 200, {})


def delete_transaction_attachment(call: Call) -> Reply:
    call.execute(DetachFromTransaction(id=_meant(call).id, attachment_id=call.path["attachment_id"]))
    return reply_body(call, 200, {})


def delete_transaction_attachments(call: Call) -> Reply:
    call.execute(DetachAllFromTransaction(id=_meant(call).id))
    return reply_body(call, 200, {})


def _meant(call: Call) -> Transaction:
    """The transaction of the path, by either of its two ids."""
    table, id = call.world.table(Transaction), call.path["id"]
    transaction = table.find(id) or next(iter(table.at(table.having("transaction_id", id))), None)
    if transaction is None:
        raise errors.not_found("transaction", id)
    return transaction


# ---------------------------------------------------------------- which transactions
def _chosen(call: Call) -> Chosen:
    query, table = call.query, call.world.table(Transaction)
    order, descending = sort_order(query, *ARRANGED, default="settled_at:desc")
    ranges = {name: within for name in (*ARRANGED, "created_at") if (within := _range(query, name))}
    looked_up = next((name for name in (order, *ARRANGED) if name in ranges), order)
    within = ranges.pop(looked_up, None)
    lists = [
        _within(table, looked_up, table.having(looked_up, (_account(call).id, status)), within)
        for status in _statuses(query)
    ]
    keep = _keep(query, ranges)
    if keep is None and looked_up == order:
        ids = lists[0] if len(lists) == 1 else Union(lists, lambda id: table.place(order, id))
        return Chosen(ids=ids, descending=descending)
    found = [id for ids in lists for id in ids if keep is None or keep(table.at((id,))[0])]
    if looked_up != order or len(lists) > 1:
        found.sort(key=lambda id: table.place(order, id))
    return Chosen(ids=found, descending=descending)


def _account(call: Call) -> BankAccount:
    """Whose transactions: the id wins over the IBAN, and the main account is meant by neither."""
    id, iban = call.query.one("bank_account_id"), call.query.one("iban")
    if id is not None:
        account = call.world.find(BankAccount, id)
    elif iban is not None:
        account = with_iban(call.world, iban)
    else:
        account = main_account(call.world)
    if account is None:
        raise errors.not_found("bank account", id or iban or "main")
    return account


def _statuses(query: Query) -> tuple[str, ...]:
    # Quirk: what is not completed shows to whoever asks for it, and a word nobody knows matches nothing.
    return tuple(dict.fromkeys(query.many("status"))) or (Status.COMPLETED,)


def _range(query: Query, name: str) -> Range | None:
    start, end = query.instant(f"{name}_from"), query.instant(f"{name}_to")
    return None if start is end is None else Range(start=start, end=end)


def _within(table: Table[Transaction], index: str, ids: Sequence[str], within: Range | None) -> Sequence[str]:
    if within is None:
        return ids
    start = 0 if within.start is None else table.below(index, ids, within.start)
    if within.end is not None:
        return Stretch(ids, start, table.up_to(index, ids, within.end))
    # What has not settled stands at the end of its index, and in no range.
    unsettled = index == "settled_at" and ids and table.at((ids[-1],))[0].settled_at is None
    return Stretch(ids, start, 0 if unsettled else len(ids))


def _keep(query: Query, ranges: dict[str, Range]) -> Callable[[Transaction], bool] | None:
    """The filters no index answers; None when none of them is asked for."""
    side, kinds, with_files = query.one("side"), query.many("operation_type"), query.one("with_attachments")
    if side is with_files is None and not kinds and not ranges:
        return None

    def keep(transaction: Transaction) -> bool:
        movement = transaction.movement
        return (
            (side is None or movement.side == side)
            and (not kinds or movement.operation_type in kinds)
            and (with_files is None or bool(transaction.attachment_ids) is (with_files == "true"))
            and all(within.holds(getattr(transaction, name)) for name, within in ranges.items())
        )

    return keep
