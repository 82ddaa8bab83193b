"""What is printed on any document alike: the parties, the lines, the totals."""

from datetime import date

from mock_qonto import money
from mock_qonto.documents.sheet import Row
from mock_qonto.money import Discount, Price
from mock_qonto.resources.billing.terms import Bill, Item, Recipient, Seller
from mock_qonto.resources.clients.model import Address, full_name
from mock_qonto.resources.organization.model import Organization

COLUMNS = ("Désignation", "Quantité", "Prix unitaire HT", "TVA", "Total HT")
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def day(when: date) -> str:
    return when.strftime("%d/%m/%Y")


def seller_lines(organization: Organization, seller: Seller) -> tuple[str, ...]:
    return present(
        organization.legal_name,
        organization.street_address,
        f"{organization.zip_code} {organization.city}",
        f"{organization.legal_form} - SIREN {organization.legal_number}",
        f"TVA {seller.vat_number or organization.vat_number}",
        organization.contact_email,
    )


def buyer_lines(client: Recipient) -> tuple[str, ...]:
    details = client.details
    address = details.billing_address or Address()
    return present(
        full_name(details),
        address.street_address,
        " ".join(present(address.zip_code, address.city)),
        address.country_code,
        details.vat_number and f"TVA {details.vat_number}",
        details.email,
    )


def rows(items: tuple[Item, ...], bill: Bill, currency: str) -> tuple[Row, ...]:
    return tuple(_row(item, price, currency) for item, price in zip(items, bill.lines, strict=True))


def totals(
    items: tuple[Item, ...], bill: Bill, discount: Discount | None, currency: str
) -> tuple[tuple[str, str], ...]:
    total = bill.total
    # One line per rate only where the lines add up to the whole, which a discount on it prevents.
    before = () if discount is None else (("Remise", f"-{_money(total.discount_cents, currency)}"),)
    by_rate = _vat_by_rate(items, bill, currency) if discount is None else ()
    return (
        *before,
        ("Total HT", _money(total.subtotal_cents, currency)),
        *by_rate,
        ("Total TVA", _money(total.vat_cents, currency)),
        ("Total TTC", _money(total.total_cents, currency)),
    )


def present(*lines: str | None) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _row(item: Item, price: Price, currency: str) -> Row:
    discount = ""
    if item.discount is not None:
        discount = f"Remise : -{_money(price.discount_cents, currency)}"
    return Row(
        title=item.title,
        description="\n".join(present(item.description, item.vat_exemption_reason, discount)),
        quantity=" ".join(present(item.quantity.replace(".", ","), item.unit)),
        unit_price=_money(item.unit_price_cents, currency),
        vat_rate=_percent(item.vat_rate),
        total=_money(price.subtotal_cents, currency),
    )


def _vat_by_rate(items: tuple[Item, ...], bill: Bill, currency: str) -> tuple[tuple[str, str], ...]:
    by_rate: dict[str, int] = {}
    for item, price in zip(items, bill.lines, strict=True):
        rate = _percent(item.vat_rate)
        by_rate[rate] = by_rate.get(rate, 0) + price.vat_cents
    return tuple((f"TVA {rate}", _money(cents, currency)) for rate, cents in sorted(by_rate.items()))


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
