"""A final invoice as a sheet of paper: the same figures as its JSON, written the French way."""

from mock_qonto import money
from mock_qonto.documents.sheet import Row, Sheet
from mock_qonto.kernel.world import World
from mock_qonto.money import Price
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.client_invoices.terms import Item, Recipient, Seller
from mock_qonto.resources.clients.model import Address, full_name
from mock_qonto.resources.organization.model import Organization, of

COLUMNS = ("Désignation", "Quantité", "Prix unitaire HT", "TVA", "Total HT")
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def sheet(world: World, invoice: ClientInvoice) -> Sheet:
    terms, total = invoice.terms, invoice.bill.total
    organization, seller = of(world), terms.seller or Seller()
    return Sheet(
        heading="Facture",
        number=invoice.number or "",
        facts=_facts(invoice),
        seller=_seller(organization, seller),
        buyer=_buyer(invoice.client),
        columns=COLUMNS,
        rows=tuple(
            _row(item, price, invoice.currency)
            for item, price in zip(terms.items, invoice.bill.lines, strict=True)
        ),
        totals=(
            *_discount(invoice),
            ("Total HT", _money(total.subtotal_cents, invoice.currency)),
            *_vat_by_rate(invoice),
            ("Total TVA", _money(total.vat_cents, invoice.currency)),
            ("Total TTC", _money(total.total_cents, invoice.currency)),
        ),
        payment=(
            f"À régler par virement à {organization.legal_name}",
            f"IBAN {_grouped(invoice.account.iban)}, BIC {invoice.account.bic}",
        ),
        notes=_present(
            terms.header,
            terms.terms_and_conditions,
            seller.discount_conditions,
            seller.late_payment_penalties,
            seller.legal_fixed_compensation,
            terms.footer,
        ),
    )


def _facts(invoice: ClientInvoice) -> tuple[tuple[str, str], ...]:
    terms = invoice.terms
    facts = [
        ("Date d'émission", terms.issue_date.strftime("%d/%m/%Y")),
        ("Date d'échéance", terms.due_date.strftime("%d/%m/%Y")),
    ]
    if terms.performance_date is not None:
        facts.append(("Date de livraison", terms.performance_date.strftime("%d/%m/%Y")))
    if terms.purchase_order:
        facts.append(("Commande", terms.purchase_order))
    return tuple(facts)


def _seller(organization: Organization, seller: Seller) -> tuple[str, ...]:
    return _present(
        organization.legal_name,
        organization.street_address,
        f"{organization.zip_code} {organization.city}",
        f"{organization.legal_form} - SIREN {organization.legal_number}",
        f"TVA {seller.vat_number or organization.vat_number}",
        organization.contact_email,
    )


def _buyer(client: Recipient) -> tuple[str, ...]:
    details = client.details
    address = details.billing_address or Address()
    return _present(
        full_name(details),
        address.street_address,
        " ".join(_present(address.zip_code, address.city)),
        address.country_code,
        details.vat_number and f"TVA {details.vat_number}",
        details.email,
    )


def _row(item: Item, price: Price, currency: str) -> Row:
    discount = ""
    if item.discount is not None:
        discount = f"Remise : -{_money(price.discount_cents, currency)}"
    return Row(
        title=item.title,
        description="\n".join(_present(item.description, item.vat_exemption_reason, discount)),
        quantity=" ".join(_present(item.quantity.replace(".", ","), item.unit)),
        unit_price=_money(item.unit_price_cents, currency),
        vat_rate=_percent(item.vat_rate),
        total=_money(price.subtotal_cents, currency),
    )


def _discount(invoice: ClientInvoice) -> tuple[tuple[str, str], ...]:
    if invoice.terms.discount is None:
        return ()
    return (("Remise", f"-{_money(invoice.bill.total.discount_cents, invoice.currency)}"),)


def _vat_by_rate(invoice: ClientInvoice) -> tuple[tuple[str, str], ...]:
    """One line per rate; only where the lines add up to the whole, which a discount on it prevents."""
    if invoice.terms.discount is not None:
        return ()
    by_rate: dict[str, int] = {}
    for item, price in zip(invoice.terms.items, invoice.bill.lines, strict=True):
        rate = _percent(item.vat_rate)
        by_rate[rate] = by_rate.get(rate, 0) + price.vat_cents
    return tuple((f"TVA {rate}", _money(cents, invoice.currency)) for rate, cents in sorted(by_rate.items()))


def _money(cents: int, currency: str) -> str:
    """1234567 -> "12 345,67 €", with spaces that do not break."""
    whole, _, decimals = money.wire(cents).lstrip("-").partition(".")
    groups = f"{int(whole):,}".replace(",", "\u00a0")
    sign = "-" if cents < 0 else ""
    return f"{sign}{groups},{decimals}\u00a0{SYMBOLS.get(currency, currency)}"


def _percent(rate: str) -> str:
    """A fraction as printed: 0.055 is 5,5 %."""
    digits, scale = money.scaled(rate)
    whole, rest = divmod(digits * 100, scale)
    decimals = f"{rest / scale:.6f}"[2:].rstrip("0")
    return f"{whole},{decimals}\u00a0%" if decimals else f"{whole}\u00a0%"


def _grouped(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _present(*lines: str | None) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
