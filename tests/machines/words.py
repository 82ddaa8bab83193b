"""What is said to the bank: small choices of every kind, so that a few bits name one."""

from typing import Any

from tests.machines.money import line

INVOICE_DAYS = ("2026-02-19", "2026-02-19", "2026-12-31", "2027-01-01")
UNTIL = ("2027-03-21", "2027-03-21", "2027-03-21", "2026-02-18")
"""The last one is before every day of issue."""
ITEMS: tuple[list[dict[str, Any]], ...] = (
    [line("Suspension Alba", "2", "49.90", "0.2")],
    [line("Pose sur place", "1", "49.90", "0.2"), line("Livraison", "3", "33.33", "0.055")],
    [line("Conseil", "1.5", "19.99", "0.2")],
    [line("Un euro", "1", "1.00", "0.2")],
    [line("Livre", "7", "0.05", "0.055"), line("Presse", "1", "2.35", "0.021")],
    [line("Suspension Alba", "2", "49.90", "0.2")],
    [line("Un euro", "1", "1.00", "0.2")],
    [],
)
PARTS = (ITEMS[3], ITEMS[2], ITEMS[0])
"""Of an invoice, to be credited."""
NUMBERS = (None, None, None, None, None, None, "F-2026-002", "F-2026-004", "X-1", "X-2")
QUOTE_NUMBERS = (None, None, None, None, None, None, "D-2026-002", "D-2026-004", "Y-1", "Y-2")
NOTE_NUMBERS = (None, None, None, None, None, None, "A-2026-002", "Z-1")
STATUSES = ("draft", "draft", "draft", "unpaid", None)
PAID_ON = (None, None, None, "2026-02-19", "2026-02-01", "2028-01-01")
NOWHERE = "00000000-0000-4000-a000-000000000000"
MAIL = {
    "send_to": ["contact@atelier-morel.example"],
    "email_title": "Votre document",
    "email_body": "Bonjour",
}
FILE = (
    b'--xx\r\nContent-Disposition: form-data; name="file"; filename="bon.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.4\n%%EOF\n\r\n--xx--\r\n"
)
NO_FILE = FILE.replace(b"%PDF-1.4", b"not one")
WAITS_S = (0, 1, 2, 299, 1799, 1800)


class Choice:
    """A number that is used up: each question takes its share of it. Nothing left is the first of all."""

    __slots__ = ("_rest",)

    def __init__(self, number: int) -> None:
        self._rest = number

    def of(self, count: int) -> int:
        self._rest, chosen = divmod(self._rest, count)
        return chosen

    def among(self, choices: Any) -> Any:
        return choices[self.of(len(choices))]
