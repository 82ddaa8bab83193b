"""What is said to the gateway: small choices, so that a few bits name one."""

from typing import Any

from gateway.seed.catalogue import INVOICEABLE
from gateway.seed.customers import COMPANIES
from mock_qonto.web.faults import EVERY_OPERATION, Kind
from tests.machines.money import line, totals

ORDERS = tuple(order.id for order in INVOICEABLE[:5])
ORDER_TOTALS = {
    order.id: totals([line(item.label, item.quantity, item.price, item.vat or "0") for item in order.items])[
        0
    ]
    for order in INVOICEABLE[:3]
}
"""Of those that have no fees: what they must come to, worked out apart."""
CUSTOMER = {"clientId": COMPANIES[0].id, "clientType": "organization"}
WISHES: tuple[dict[str, Any], ...] = (
    {},
    {},
    {},
    {"autoFinalize": False},
    {"autoFinalize": True},
    {"autoFinalize": "true"},
    {"auto_finalize": 1},
)
"""Those from the fifth on ask for what is forbidden."""
SERVICES: tuple[tuple[tuple[str, float, float, float], ...], ...] = (
    (("Pose sur place", 2, 50, 0.2),),
    (("Conseil", 1.5, 19.99, 0.2), ("Livre", 7, 0.05, 0.055)),
    (("Un euro", 1, 1, 0.2),),
    (("Manuel", 3, 33.33, 0.055),),
)
FAULTS = (
    Kind.APPLY_THEN_DROP,
    Kind.APPLY_THEN_504,
    Kind.TOO_MANY_REQUESTS,
    Kind.LATENCY,
    Kind.RESET,
    Kind.STATUS,
    Kind.TRUNCATED_BODY,
    Kind.GARBAGE,
)
SPOILT = (
    *(EVERY_OPERATION,) * 4,
    *("create_client_invoice", "update_client_invoice", "delete_client_invoice"),
    *("finalize_client_invoice", "finalize_client_invoice", "mark_client_invoice_paid"),
    *("cancel_client_invoice", "send_client_invoice"),
    *("create_quote", "update_quote", "delete_quote", "send_quote", "create_credit_note"),
)
"""Which operation of the bank's meets a fault: any, or the next of these."""
STATUSES = (500, 503, 502)
TRANSFERS = (500, 120, 5988, 12000, 100)
WAITS_S = (0, 1, 2, 299, 300, 1799, 1800)
NOBODYS_TOKEN = "bm9ib2R5LWhhcy1ldmVyLWdpdmVuLXRoaXMtdG9rZW4"


def items(services: tuple[tuple[str, float, float, float], ...]) -> list[dict[str, Any]]:
    """Lines as the gateway is asked for them."""
    return [
        {"title": title, "quantity": quantity, "unitPrice": price, "vatRate": vat}
        for title, quantity, price, vat in services
    ]


def changed_items(services: tuple[tuple[str, float, float, float], ...]) -> list[dict[str, Any]]:
    """The same for a draft that there is: there, figures are texts."""
    return [
        {
            "title": title,
            "quantity": str(quantity),
            "unitPrice": {"value": f"{price:.2f}"},
            "vatRate": str(vat),
        }
        for title, quantity, price, vat in services
    ]


def comes_to(services: tuple[tuple[str, float, float, float], ...]) -> int:
    lines = [line(title, str(quantity), str(price), str(vat)) for title, quantity, price, vat in services]
    return totals(lines)[0]
