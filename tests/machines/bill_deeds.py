"""What a back office does with invoices."""

from typing import Any

from tests.machines import gateway_words as words
from tests.machines.asking import Door, asked_and_answered
from tests.machines.day import Differs
from tests.machines.gateway_ledger import Bill, Refusal
from tests.machines.room import Said
from tests.machines.shop import INVOICES, Happened, Shop
from tests.machines.words import Choice

MADE = 201
ONCE: Refusal = (409, "ALREADY_FINALIZED")
NOT_YET: Refusal = (409, "NOT_FINALIZED")
WRONG: Refusal = (409, "INVALID_STATUS")
INVALID: Refusal = (422, "INVALID")
FORBIDDEN_WISH: Refusal = (422, "AUTO_FINALIZE_FORBIDDEN")


# ---------------------------------------------------------------- made
def create_from_order(shop: Shop, choice: Choice) -> None:
    order, wish = choice.among(words.ORDERS), choice.among(words.WISHES)
    refusal: Refusal | None = None
    if words.WISHES.index(wish) > 3:
        refusal = FORBIDDEN_WISH
    elif shop.ledger.active_bill(order) is not None:
        refusal = (409, "ORDER_ALREADY_INVOICED")
    known = set(shop.ledger.bills)
    done = shop.tell("create_invoice", INVOICES, {"salesOrderId": order, **wish}, refusal, MADE)
    if done.sure is None:
        found = shop.found_new_bill(order, known)
        if found is not None:
            keep_bill(shop, found, order=order, total=words.ORDER_TOTALS.get(order))
    elif done.sure:
        keep_bill(shop, done.said.body["invoice"], order=order, total=words.ORDER_TOTALS.get(order))


def create_for_service(shop: Shop, choice: Choice) -> None:
    services, wish = choice.among(words.SERVICES), choice.among(words.WISHES)
    body = {**words.CUSTOMER, "items": words.items(services), **wish}
    refusal = FORBIDDEN_WISH if words.WISHES.index(wish) > 3 else None
    known = set(shop.ledger.bills)
    done = shop.tell("create_service_invoice", f"{INVOICES}/service", body, refusal, MADE)
    if done.sure is None:
        found = shop.found_new_bill(None, known)
        if found is not None:
            keep_bill(shop, found, order=None, total=words.comes_to(services))
    elif done.sure:
        keep_bill(shop, done.said.body["invoice"], order=None, total=words.comes_to(services))


def keep_bill(
    shop: Shop, shown: dict[str, Any], *, order: str | None, total: int | None, quote: str | None = None
) -> Bill:
    """*total* where it is known what it must come to; else what the first answer says is held on to."""
    bill = Bill(
        id=shown["local_document_id"],
        bank_id=shown["qonto_id"],
        total=shown["total_amount_cents"] if total is None else total,
        order=order,
        lines=len(shown["items"]),
        quote=quote,
    )
    shop.ledger.bills[bill.id] = bill
    shop.check(bill)
    return bill


# ---------------------------------------------------------------- while it is a draft
def update_invoice(shop: Shop, choice: Choice) -> None:
    bill = shop.bill(choice, "draft")
    if bill is None:
        return
    shop.ledger.changes += 1
    body: dict[str, Any] = {"footer": f"Modification {shop.ledger.changes}"}
    services = choice.among(words.SERVICES) if bill.order is None and choice.of(2) else None
    if services is not None:
        body["items"] = words.changed_items(services)
    done = _told(shop, "update_invoice", bill, "", body, None if bill.status == "draft" else ONCE)

    def write() -> None:
        shop.ledger.change(bill)
        if services is not None:
            bill.total = words.comes_to(services)

    if done.sure is None:
        shop.settle_change(bill, body["footer"], write)
    elif done.sure:
        write()
    shop.check(bill)


def delete_invoice(shop: Shop, choice: Choice) -> None:
    bill = shop.bill(choice, "draft")
    if bill is None:
        return
    done = _told(shop, "delete_invoice", bill, "/delete", {}, None if bill.status == "draft" else ONCE)
    if shop.settle(bill, done, lambda: shop.ledger.delete_bill(bill)):
        if shop.show(bill) is not None:
            raise Differs(f"{bill.id} was deleted and is there")
        if bill.quote in shop.ledger.offers:
            shop.check(shop.ledger.offers[str(bill.quote)])
    else:
        shop.check(bill)


def validate_invoice(shop: Shop, choice: Choice) -> None:
    bill = shop.bill(choice, "draft")
    if bill is None:
        return
    refusal = None if bill.status == "draft" and not bill.validated else WRONG
    if bill.status != "draft":
        refusal = ONCE
    done = _told(shop, "validate_invoice_to_draft", bill, "/validate-to-draft", {}, refusal)
    if done.sure:
        bill.validated = True
    shop.check(bill)


def finalize_invoice(shop: Shop, choice: Choice) -> None:
    """With a token or without, its own or another's, fresh or stale."""
    bill = shop.bill(choice, "draft")
    if bill is None:
        return
    workflow = bill.validated and choice.of(2) == 0
    operation = "finalize_invoice_workflow" if workflow else "finalize_invoice"
    path = f"{INVOICES}/{bill.id}/finalize-workflow" if workflow else f"{INVOICES}/{bill.id}/finalize"

    def write() -> None:
        shop.ledger.finalize(bill)

    door = Door(
        operation=operation,
        path=path,
        document=bill,
        refusal=None if bill.status == "draft" else ONCE,
        version_now=lambda: bill.version,
        change=lambda: _reworded(shop, bill),
        write=write,
    )
    asked_and_answered(shop, choice, door)
    shop.check(bill)


# ---------------------------------------------------------------- when it is final
def send_invoice(shop: Shop, choice: Choice) -> None:
    bill = shop.bill(choice, "unpaid", "paid")
    if bill is not None:
        refusal = NOT_YET if bill.status == "draft" else WRONG if bill.status == "canceled" else None
        _told(shop, "send_invoice", bill, "/send", {}, refusal)
        shop.check(bill)


def cancel_invoice(shop: Shop, choice: Choice) -> None:
    bill = shop.bill(choice, "unpaid")
    if bill is None:
        return
    done = _told(shop, "cancel_invoice", bill, "/cancel", {}, _only_unpaid(bill))

    def write() -> None:
        bill.status = "canceled"
        bill.version += 1

    shop.settle(bill, done, write)
    shop.check(bill)


def pay_invoice(shop: Shop, choice: Choice) -> None:
    """All that is due, a part of it, or too much."""
    bill = shop.bill(choice, "unpaid")
    if bill is None:
        return
    cents = choice.among((None, None, 100, 2500, bill.due, bill.due + 1))
    refusal = _only_unpaid(bill)
    if refusal is None and cents is not None and cents > bill.due:
        refusal = INVALID
    body = {} if cents is None else {"amount": cents / 100}
    done = _told(shop, "mark_invoice_paid", bill, "/mark-paid", body, refusal)
    amount = bill.due if cents is None else cents
    if shop.settle(bill, done, lambda: shop.ledger.pay(bill, amount)) and done.sure:
        _check_left(bill, done.said)
    shop.check(bill)


def reconcile_invoice(shop: Shop, choice: Choice) -> None:
    """With what came in and is not matched yet; with what is matched, when there is nothing else."""
    bill = shop.bill(choice, "unpaid")
    if bill is None or not shop.ledger.transfers:
        return
    id = choice.among(list(shop.ledger.transfers))
    cents = shop.ledger.transfers[id]
    refusal = _only_unpaid(bill)
    if refusal is None and cents < 0:
        refusal = (409, "TRANSACTION_ALREADY_MATCHED")
    amount = abs(cents)
    if (refusal is None or refusal[1] == "TRANSACTION_ALREADY_MATCHED") and amount > bill.due:
        refusal = (422, "TRANSACTION_UNFIT")
    done = _told(shop, "reconcile_invoice", bill, "/reconcile", {"transactionId": id}, refusal)

    def write() -> None:
        shop.ledger.pay(bill, amount)
        shop.ledger.transfers[id] = -amount

    if shop.settle(bill, done, write) and done.sure:
        _check_left(bill, done.said)
    shop.check(bill)


def look_at_the_pdf(shop: Shop, choice: Choice) -> None:
    """None of a draft, one that is being made for a second, and then for ever."""
    bill = shop.bill(choice, "draft", "unpaid", "paid", "canceled")
    if bill is None:
        return
    refusal: Refusal | None = None
    if bill.pdf_due is None:
        refusal = (404, "PDF_NOT_AVAILABLE")
    elif bill.pdf_due > shop.ledger.now:
        refusal = (503, "PDF_PENDING")
    path = f"{INVOICES}/{bill.id}/pdf"
    done = shop.tell("show_invoice_pdf", path, None, refusal, 200, document=bill.bank_id)
    if done.sure and done.said.raw[:5] != b"%PDF-":
        raise Differs(f"the PDF of {bill.number} begins with {done.said.raw[:20]!r}")
    if done.sure:
        shop.tally.reached["a PDF"] += 1


def list_invoices(shop: Shop, choice: Choice) -> None:
    """Qonto lists them; what the ledger holds must be among them, newest first."""
    status = choice.among((None, "draft", "unpaid", "paid", "canceled"))
    query = "all=true" if status is None else f"all=true&status={status}"
    done = shop.tell("list_invoices", f"{INVOICES}?{query}", None, None, 200)
    if not done.sure:
        return
    shown = {one["local_document_id"]: one for one in done.said.body["invoices"]}
    wanted = {id for id, bill in shop.ledger.bills.items() if status in {None, bill.status}}
    if set(shown) != wanted:
        raise Differs(f"listed are {set(shown) ^ wanted} too many or too few of {status}")


def list_of_an_order(shop: Shop, choice: Choice) -> None:
    order = choice.among(words.ORDERS)
    done = shop.tell("list_invoices_by_order", f"{INVOICES}/by-order/{order}", None, None, 200)
    wanted = {id for id, bill in shop.ledger.bills.items() if bill.order == order}
    if done.sure and {one["id"] for one in done.said.body["invoices"]} != wanted:
        raise Differs(f"of order {order} are listed {done.said.body['invoices']}")


# ---------------------------------------------------------------- helpers
def _reworded(shop: Shop, bill: Bill) -> None:
    """Another footer. Where something goes wrong, a look tells whether it is there."""
    shop.ledger.changes += 1
    body = {"footer": f"Modification {shop.ledger.changes}"}
    done = _told(shop, "update_invoice", bill, "", body, None)
    if done.sure is None:
        shop.settle_change(bill, body["footer"], lambda: shop.ledger.change(bill))
    elif done.sure:
        shop.ledger.change(bill)


def _told(
    shop: Shop, operation: str, bill: Bill, action: str, body: Any, refusal: Refusal | None
) -> Happened:
    path = f"{INVOICES}/{bill.id}{action}"
    return shop.tell(operation, path, body, refusal, 200, document=bill.bank_id)


def _only_unpaid(bill: Bill) -> Refusal | None:
    if bill.status == "draft":
        return NOT_YET
    return None if bill.status == "unpaid" else WRONG


def _check_left(bill: Bill, said: Said) -> None:
    left = said.body["remaining_amount_cents"]
    if left != bill.due:
        raise Differs(f"{bill.number} is said to have {left} cents due, not {bill.due}")
