"""What a back office does with quotes, and what their customers and Qonto say to them."""

from typing import Any

from tests.machines import gateway_words as words
from tests.machines.asking import Door, asked_and_answered
from tests.machines.bill_deeds import FORBIDDEN_WISH, MADE, NOT_YET, ONCE, WRONG, keep_bill
from tests.machines.day import Differs
from tests.machines.gateway_ledger import OPEN, Bill, Offer, Refusal
from tests.machines.shop import QUOTES, Happened, Shop
from tests.machines.words import Choice

THERE: Refusal = (409, "QUOTE_ALREADY_EXISTS")
PENDING: Refusal = (503, "PDF_PENDING")


# ---------------------------------------------------------------- made
def quote_an_order(shop: Shop, choice: Choice) -> None:
    order, wish = choice.among(words.ORDERS), choice.among(words.WISHES)
    refusal: Refusal | None = None
    if words.WISHES.index(wish) > 3:
        refusal = FORBIDDEN_WISH
    elif shop.ledger.active_offer(order) is not None:
        refusal = THERE
    body = {"salesOrderId": order, **wish}
    _made(shop, "create_quote", QUOTES, body, refusal, order=order, total=words.ORDER_TOTALS.get(order))


def quote_a_service(shop: Shop, choice: Choice) -> None:
    services = choice.among(words.SERVICES)
    body = {**words.CUSTOMER, "items": words.items(services)}
    total = words.comes_to(services)
    _made(shop, "create_service_quote", f"{QUOTES}/service", body, None, order=None, total=total)


def quote_a_draft(shop: Shop, choice: Choice) -> None:
    """What was to be an invoice is offered first; the draft stays."""
    bill = shop.bill(choice, "draft")
    if bill is None:
        return
    refusal: Refusal | None = None
    if bill.status != "draft":
        refusal = ONCE
    elif shop.ledger.active_offer(bill.order) is not None or _is_quoted(shop, bill):
        refusal = THERE
    path = f"{QUOTES}/from-invoice/{bill.id}"
    offer = _made(shop, "create_quote_from_invoice", path, {}, refusal, order=bill.order, total=bill.total)
    if offer is not None:
        bill.quoted_as = offer.id


def _is_quoted(shop: Shop, bill: Bill) -> bool:
    before = shop.ledger.offers.get(bill.quoted_as or "")
    return before is not None and before.status in OPEN


def _made(
    shop: Shop,
    operation: str,
    path: str,
    body: Any,
    refusal: Refusal | None,
    *,
    order: str | None,
    total: int | None,
) -> Offer | None:
    known = set(shop.ledger.offers)
    done = shop.tell(operation, path, body, refusal, MADE)
    shown = done.said.body.get("quote") if done.sure else None
    if done.sure is None:
        shown = shop.found_new_offer(order, known)
    if shown is None:
        return None
    offer = Offer(
        id=shown["local_document_id"],
        bank_id=shown["qonto_id"],
        total=shown["total_amount_cents"] if total is None else total,
        order=order,
        number=shop.ledger.next_number("D"),
        pdf_due=shop.ledger.now + 1 if done.sure else shop.ledger.now,
    )
    shop.ledger.offers[offer.id] = offer
    shop.check(offer)
    return offer


# ---------------------------------------------------------------- while it is a draft
def update_quote(shop: Shop, choice: Choice) -> None:
    offer = shop.offer(choice, "draft")
    if offer is None:
        return
    shop.ledger.changes += 1
    body = {"footer": f"Modification {shop.ledger.changes}"}
    refusal: Refusal | None = None
    if offer.status != "draft":
        refusal = ONCE
    elif offer.pdf_due > shop.ledger.now:
        refusal = PENDING
    done = _told(shop, "update_quote", offer, "", body, refusal)
    if done.sure is None:
        shop.settle_change(offer, body["footer"], lambda: shop.ledger.change(offer))
    elif done.sure:
        shop.ledger.change(offer)
    shop.check(offer)


def delete_quote(shop: Shop, choice: Choice) -> None:
    offer = shop.offer(choice, "draft")
    if offer is None:
        return
    refusals: tuple[Refusal, ...] | None = None if offer.status == "draft" else (ONCE,)
    if offer.status == "draft" and offer.perhaps_sent:
        refusals = ((200, ""), WRONG)
    done = _told(shop, "delete_quote", offer, "", None, refusals)
    if shop.settle(offer, done, lambda: shop.ledger.delete_offer(offer)):
        if shop.show(offer) is not None:
            raise Differs(f"{offer.number} was deleted and is there")
    else:
        shop.check(offer)


def finalize_quote(shop: Shop, choice: Choice) -> None:
    """By its first e-mail. Where nobody knows whether that left, it stays a draft."""
    offer = shop.offer(choice, "draft")
    if offer is None:
        return

    def write() -> None:
        offer.status = "finalized"
        offer.version += 1

    before = shop.calls_answered
    door = Door(
        operation="finalize_quote",
        path=f"{QUOTES}/{offer.id}/finalize",
        document=offer,
        refusal=None if offer.status == "draft" else ONCE,
        version_now=lambda: offer.version,
        write=write,
    )
    asked_and_answered(shop, choice, door)
    if offer.status == "draft" and "send_quote" in shop.asked_since(before):
        offer.perhaps_sent = True
    shop.check(offer)


# ---------------------------------------------------------------- when it was made
def send_quote(shop: Shop, choice: Choice) -> None:
    offer = shop.offer(choice, "finalized", "accepted")
    if offer is not None:
        refusal = NOT_YET if offer.status == "draft" else WRONG if offer.status == "canceled" else None
        _told(shop, "send_quote", offer, "/send", {}, refusal)
        shop.check(offer)


def accept_quote(shop: Shop, choice: Choice) -> None:
    _decided(shop, choice, "accept", "accepted")


def decline_quote(shop: Shop, choice: Choice) -> None:
    _decided(shop, choice, "decline", "declined")


def _decided(shop: Shop, choice: Choice, verb: str, status: str) -> None:
    offer = shop.offer(choice, "finalized")
    if offer is None:
        return
    refusal = NOT_YET if offer.status == "draft" else None if offer.status == "finalized" else WRONG
    done = _told(shop, f"{verb}_quote", offer, f"/{verb}", None, refusal)

    def write() -> None:
        offer.status = status

    shop.settle(offer, done, write)
    shop.check(offer)


def convert_quote(shop: Shop, choice: Choice) -> None:
    """Into a draft, once; another time when that draft is gone."""
    offer = shop.offer(choice, "finalized", "accepted")
    if offer is None:
        return
    refusal: Refusal | None = None
    if offer.status == "draft":
        refusal = NOT_YET
    elif offer.status not in {"finalized", "accepted"}:
        refusal = WRONG
    elif shop.ledger.active_bill(offer.order) is not None:
        refusal = (409, "ORDER_ALREADY_INVOICED")
    known = set(shop.ledger.bills)
    path = f"{QUOTES}/{offer.id}/convert"
    done = shop.tell("convert_quote", path, {}, refusal, MADE, document=offer.bank_id)
    shown = done.said.body["invoice"] if done.sure else None
    if done.sure is None:
        shown = shop.found_new_bill(offer.order, known)
    if shown is not None:
        bill = keep_bill(shop, shown, order=offer.order, total=offer.total, quote=offer.id)
        shop.ledger.convert(offer, bill.id)
    shop.check(offer)


def decide_at_qonto(shop: Shop, choice: Choice) -> None:
    """Somebody approves or cancels it on the dashboard: what Qonto says comes first."""
    offer = shop.offer(choice, "finalized", "accepted")
    if offer is None or offer.status in {"canceled", "converted"} or offer.approved:
        return
    yes = choice.of(2) == 0
    shop.room.act("approve-quote" if yes else "cancel-quote", {"quote_id": offer.bank_id})
    offer.status, offer.approved = ("accepted", True) if yes else ("canceled", False)
    shop.check(offer)


def look_at_the_quotes_pdf(shop: Shop, choice: Choice) -> None:
    offer = shop.offer(choice, "draft", "finalized", "accepted", "declined", "converted")
    if offer is None:
        return
    refusal: Refusal | None = None
    if offer.status == "draft":
        refusal = (404, "PDF_NOT_AVAILABLE")
    elif offer.pdf_due > shop.ledger.now:
        refusal = PENDING
    done = shop.tell("show_quote_pdf", f"{QUOTES}/{offer.id}/pdf", None, refusal, 200, document=offer.bank_id)
    if done.sure and done.said.raw[:5] != b"%PDF-":
        raise Differs(f"the PDF of {offer.number} begins with {done.said.raw[:20]!r}")


def list_quotes(shop: Shop, choice: Choice) -> None:
    done = shop.tell("list_quotes", f"{QUOTES}?all=true", None, None, 200)
    if not done.sure:
        return
    shown = {one["local_document_id"]: one["status"] for one in done.said.body["quotes"]}
    wanted = {offer.id: offer.status for offer in shop.ledger.offers.values()}
    if shown != wanted:
        raise Differs(f"quotes are listed as {shown}, not {wanted}")


def _told(
    shop: Shop,
    operation: str,
    offer: Offer,
    action: str,
    body: Any,
    refusals: tuple[Refusal, ...] | Refusal | None,
) -> Happened:
    path = f"{QUOTES}/{offer.id}{action}"
    return shop.tell(operation, path, body, refusals, 200, document=offer.bank_id)
