"""
An order as an invoice would tell it: lines, fees, totals, and everything that stands in the way. Pure.

Rule 1: VAT is per line and explicit. A line without a rate stops the invoice; there is no silent 20 %.
Rule 2: a rate that looks like a slip (0.002 for 20 %) is kept: the confirmation warns the person who decides.
Rule 3: every obstacle is named with its field and with what to do, before anything is asked of Qonto.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gateway.confirmation import LEGAL_VAT_RATES
from gateway.errors import Code, GatewayError
from gateway.money import LineAmounts, plain, sum_lines
from gateway.resources.orders.lines import (
    CustomLine,
    FeesAsked,
    InvoiceLine,
    fee_lines,
    goods,
    lines_of,
    merged,
)
from gateway.resources.orders.model import (
    INVOICEABLE_STATUSES,
    Address,
    Customer,
    CustomerType,
    Fees,
    Order,
    OrderLine,
    OrderStatus,
    OrderSummary,
)

LINES_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Everything an invoice of one order needs, complete: no None left where Qonto wants a value."""

    order: Order
    customer: Customer
    email: str
    billing_address: Address
    shipping_address: Address | None
    fees: Fees
    lines: tuple[InvoiceLine, ...]
    totals: LineAmounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What an order's lines are wanted for: which of its states allow it, and how that is said in French."""

    statuses: frozenset[OrderStatus]
    verb: str
    wanted: str


INVOICE = Purpose(statuses=INVOICEABLE_STATUSES, verb="facturer", wanted="être facturée")
QUOTE = Purpose(
    # A quote comes before the order is certain.
    statuses=INVOICEABLE_STATUSES | {OrderStatus.DRAFT, OrderStatus.PENDING_APPROVAL},
    verb="chiffrer",
    wanted="faire l'objet d'un devis",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that stands between an order and its invoice."""

    code: Code
    field: str
    message: str


def bill(
    order: Order,
    *,
    fees: FeesAsked | None = None,
    custom_lines: Sequence[CustomLine] = (),
    billing_address: Address | None = None,
    purpose: Purpose = INVOICE,
) -> Bill:
    """What the invoice of *order* would say, or a refusal that names everything missing from it."""
    asked = replace(
        order,
        fees=merged(order.fees, fees),
        billing_address=billing_address if billing_address is not None else order.billing_address,
    )
    found = tuple(defects(asked, custom_lines, purpose))
    if found:
        raise refused(f"La commande {asked.order_number} ne peut pas {purpose.wanted}.", found)
    assert asked.customer is not None
    assert asked.customer.email is not None
    address = complete(_addresses(asked))
    assert address is not None
    lines = lines_of(asked, custom_lines)
    return Bill(
        order=order,
        customer=asked.customer,
        email=asked.customer.email.strip(),
        billing_address=address,
        shipping_address=order.shipping_address,
        fees=asked.fees,
        lines=lines,
        totals=sum_lines(line.amounts for line in lines),
    )


def summary(order: Order) -> OrderSummary:
    """One row of the list; what cannot be billed for want of a rate is not counted."""
    found = next(defects(order), None)
    fees = () if order.fees.vat_rate is None else fee_lines(order.fees)
    lines = (*(goods(line) for line in order.lines if line.vat_rate is not None), *fees)
    return OrderSummary(
        id=order.id,
        order_number=order.order_number,
        customer_name="" if order.customer is None else order.customer.name,
        total_ttc_cents=sum_lines(line.amounts for line in lines).total_cents,
        invoiceable=found is None,
        reason=_oddity(lines) if found is None else found.message,
    )


def _oddity(lines: Sequence[InvoiceLine]) -> str | None:
    """Why an order that can be invoiced perhaps should not be: what the confirmation will warn about."""
    odd = next((line for line in lines if line.vat_rate not in LEGAL_VAT_RATES), None)
    if odd is None:
        return None
    percent = plain(odd.vat_rate * 100).replace(".", ",")
    return f"Le taux de {percent} % de « {odd.title} » n'est pas un taux de TVA français. Vérifiez-le."


# ------------------------------------------------------------------ what stands in the way
def defects(
    order: Order, custom_lines: Sequence[CustomLine] = (), purpose: Purpose = INVOICE
) -> Iterator[Defect]:
    """In the order in which a person would mend them."""
    if order.status not in purpose.statuses:
        advice = _STATUS_ADVICE.get(order.status, _STATUS_ADVICE_OTHERWISE)
        yield _order_defect("status", advice.format(verb=purpose.verb))
    yield from customer_defects(order.customer, _addresses(order))
    if not order.lines and not custom_lines:
        yield _order_defect("items", "La commande n'a aucune ligne. Ajoutez-y au moins un article.")
    if len(order.lines) + len(custom_lines) > LINES_MAX - _FEE_LINES_MAX:
        yield _order_defect(
            "items", f"La commande a plus de {LINES_MAX - _FEE_LINES_MAX} lignes. Scindez-la."
        )
    for position, line in enumerate(order.lines):
        yield from _line_defects(position, line)
    if fee_lines(order.fees):
        yield from _rate_defects("fees_vat_rate", order.fees.vat_rate, "les frais")


_FEE_LINES_MAX = 3
_STATUS_ADVICE = {
    "draft": "La commande est un brouillon. Validez-la avant de la {verb}.",
    "pending_approval": "La commande attend son approbation. Validez-la avant de la {verb}.",
    "cancelled": "La commande est annulée. Choisissez-en une autre, ou recréez-la pour la {verb}.",
    "closed": "La commande est clôturée. Rouvrez-la pour la {verb}.",
}
_STATUS_ADVICE_OTHERWISE = "L'état de la commande ne permet pas de la {verb}. Validez-la d'abord."
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+"
)


def customer_defects(customer: Customer | None, addresses: Sequence[Address]) -> Iterator[Defect]:
    """*addresses* are those where the bill could go, the best first."""
    if customer is None:
        yield _customer_defect(
            "customer_id",
            "Le client de la commande est introuvable. Rattachez la commande à un client existant.",
        )
        return
    if not _is_named(customer):
        yield _customer_defect("name", "Le client n'a pas de nom complet. Complétez sa fiche.")
    if not (customer.email or "").strip():
        yield _customer_defect(
            "email", "Le client n'a pas d'adresse e-mail. Renseignez-la sur sa fiche, puis recommencez."
        )
    elif not _EMAIL.fullmatch((customer.email or "").strip()):
        yield _customer_defect(
            "email", "L'adresse e-mail du client n'est pas valable. Corrigez-la sur sa fiche."
        )
    if complete(addresses) is None:
        missing = _missing_address_parts(addresses)
        yield _customer_defect(
            "billing_address",
            f"L'adresse de facturation est incomplète ({', '.join(_PARTS[part] for part in missing)}). "
            "Complétez-la sur la commande ou sur la fiche du client.",
        )


def _is_named(customer: Customer) -> bool:
    if customer.type is CustomerType.INDIVIDUAL:
        return bool((customer.first_name or "").strip() and (customer.last_name or "").strip())
    return bool(customer.name.strip())


_PARTS = {"street": "rue", "postal_code": "code postal", "city": "ville", "country": "pays"}


def _missing_address_parts(addresses: Sequence[Address]) -> tuple[str, ...]:
    """Of the address that lacks least; all parts where there is no address at all."""
    lacks = [tuple(address.missing()) for address in addresses]
    return min(lacks, key=len) if lacks else tuple(_PARTS)[:3]


def _line_defects(position: int, line: OrderLine) -> Iterator[Defect]:
    field, named = f"items[{position}]", f"la ligne {position + 1} (« {line.title} »)"
    if not line.title.strip():
        yield _order_defect(f"{field}.label", f"Donnez un libellé à la ligne {position + 1}.")
    if line.quantity <= 0:
        yield _order_defect(
            f"{field}.quantity", f"La quantité de {named} doit être supérieure à zéro. Corrigez-la."
        )
    if line.unit_price < 0:
        yield _order_defect(f"{field}.unit_price_ht", f"Le prix de {named} est négatif. Corrigez-le.")
    yield from _rate_defects(f"{field}.tax_rate", line.vat_rate, named)


def _rate_defects(field: str, rate: Decimal | None, named: str) -> Iterator[Defect]:
    if rate is None:
        yield _order_defect(
            field,
            f"Le taux de TVA manque pour {named}. Indiquez-le explicitement (0.2 pour 20 %, 0 si exonéré).",
        )
    elif not 0 <= rate <= 1:
        yield _order_defect(
            field,
            f"Le taux de TVA de {named} doit être une fraction entre 0 et 1 (0.2 pour 20 %). Corrigez-le.",
        )


def _order_defect(field: str, message: str) -> Defect:
    return Defect(code=Code.ORDER_NOT_INVOICEABLE, field=field, message=message)


def _customer_defect(field: str, message: str) -> Defect:
    return Defect(code=Code.CUSTOMER_INCOMPLETE, field=field, message=message)


def refused(what: str, found: Sequence[Defect]) -> GatewayError:
    """*what* is a sentence that says what cannot be done; the first defect says what to do about it."""
    return GatewayError(
        found[0].code,
        f"{what} {found[0].message}",
        details={"fields": [{"field": defect.field, "message": defect.message} for defect in found]},
    )


# ------------------------------------------------------------------ addresses
def _addresses(order: Order) -> tuple[Address, ...]:
    own = () if order.billing_address is None else (order.billing_address,)
    return own + (() if order.customer is None else order.customer.addresses)


def complete(addresses: Sequence[Address]) -> Address | None:
    """The order's own billing address, else the customer's, else their seat: the first that is complete."""
    return next((address for address in addresses if not tuple(address.missing())), None)
