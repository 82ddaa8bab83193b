"""What a transaction says of the money that moved: plain values, the same from the command to the record."""

from enum import StrEnum

from mock_qonto.values import value

INCOME = "income"
TRANSFER = "transfer"


class Side(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"


class Status(StrEnum):
    PENDING = "pending"
    DECLINED = "declined"
    COMPLETED = "completed"


@value
class Movement:
    """*amount_cents* is never negative: *side* says which way the money went. Rates are percents."""

    side: Side
    operation_type: str
    amount_cents: int
    label: str
    currency: str = "EUR"
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    counterparty_bic: str | None = None
    reference: str | None = None
    note: str | None = None
    local_amount_cents: int | None = None
    """In *local_currency*; None: nothing was exchanged."""
    local_currency: str | None = None
    vat_amount_cents: int | None = None
    vat_rate: str | None = None
    card_last_digits: str | None = None
    category: str | None = None
    cashflow_category: str | None = None
    cashflow_subcategory: str | None = None
    initiator_id: str | None = None
    label_ids: tuple[str, ...] = ()
    attachment_required: bool = False

    @property
    def signed_cents(self) -> int:
        """What the movement adds to the account."""
        return self.amount_cents if self.side is Side.CREDIT else -self.amount_cents


def income(
    *, amount_cents: int, label: str, reference: str | None, counterparty_iban: str | None
) -> Movement:
    """A transfer that somebody sent."""
    return Movement(
        side=Side.CREDIT,
        operation_type=INCOME,
        amount_cents=amount_cents,
        label=label,
        counterparty_name=label,
        counterparty_iban=counterparty_iban,
        reference=reference,
        category="other_income",
    )
