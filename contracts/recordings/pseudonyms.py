"""
Stable stand-ins of the same shape: a letter for a letter, a digit for a digit.

The key that makes them lives in this process and dies with it: nobody can try out names on a recording. The
same word has the same stand-in as long as the recording is the same.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

_EMAIL = re.compile(r"[^@\s]{1,200}@([^@\s]{1,200})")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}")
_BIC = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?")
_DAY = re.compile(r"([12][0-9]{3})-[01][0-9]-[0-3][0-9]")
_MOMENT = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-9:.]{5,18}(?:Z|[+-][0-9:]{5})")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_SLUG = re.compile(r"(.+?)(-bank-account-[0-9]{1,3}|-[0-9]{1,3}-transaction-[0-9]{1,9})")
"""Qonto's readable names: whose it is, and which of theirs."""
_BANK_NAMES = frozenset({"bic", "counterparty_bank_identifier"})
_LETTERS = len(ascii_lowercase)
_DAYS, _MONTHS = 28, 12


@dataclass(frozen=True, slots=True)
class Safe:
    """Text that may be written down. Made in this folder and nowhere else: entries hold no other text."""

    text: str


class Pseudonyms:
    """*key* is for tests; left alone it is a new one that nobody knows."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes | None = None) -> None:
        self._key = secrets.token_bytes(32) if key is None else key

    def of(self, text: str, name: str = "") -> Safe:
        """What stands for *text*, the value of a field called *name*."""
        return Safe(self._of(text, name))

    def number(self, value: float) -> int | float:
        """A number of as many digits, for one that is no amount."""
        said = repr(value)
        digits = "".join(sign for sign in self._like(said) if sign.isdigit())[:15]
        made = int(digits or "0")
        return made if isinstance(value, int) else made / 100

    def _of(self, text: str, name: str) -> str:
        if (email := _EMAIL.fullmatch(text)) is not None:
            return f"{self._letters(text, 8)}@{self._letters(email[1], 6)}.example"
        if _IBAN.fullmatch(text):
            return self._iban(text)
        if name in _BANK_NAMES and (bank := _BIC.fullmatch(text)) is not None:
            made = self._like(text)
            return f"{made[:4]}{bank[1]}{made[6:]}"
        if _UUID.fullmatch(text):
            made = self._stream(text.lower(), 16).hex()
            return f"{made[:8]}-{made[8:12]}-4{made[13:16]}-a{made[17:20]}-{made[20:]}"
        if (slug := _SLUG.fullmatch(text)) is not None:
            return self._like(slug[1]) + slug[2]
        return self._moment(text) or self._like(text)

    def _moment(self, text: str) -> str | None:
        """Another day for a day, so that what reads dates can read it."""
        if not (_DAY.fullmatch(text) or _MOMENT.fullmatch(text)):
            return None
        years, month, day = self._stream(text, 3)
        made = f"{1950 + years % 70}-{month % _MONTHS + 1:02d}-{day % _DAYS + 1:02d}"
        return made if _DAY.fullmatch(text) else f"{made}T00:00:00.000Z"

    def _iban(self, text: str) -> str:
        plain = text.replace(" ", "")
        made = plain[:2] + "00" + self._like(plain)[4:]
        made = f"{made[:2]}{98 - _remainder(made):02d}{made[4:]}"
        signs = iter(made)
        return "".join(" " if sign == " " else next(signs) for sign in text)

    def _letters(self, text: str, count: int) -> str:
        return "".join(ascii_lowercase[one % _LETTERS] for one in self._stream(text, count))

    def _like(self, text: str) -> str:
        return "".join(map(_twin, text, self._stream(text, len(text))))

    def _stream(self, text: str, length: int) -> bytes:
        said = text.encode("utf-8", "surrogatepass")
        return hashlib.shake_256(self._key + b"\x00" + said).digest(length)


def _twin(sign: str, chance: int) -> str:
    if sign.isalpha():
        return (ascii_uppercase if sign.isupper() else ascii_lowercase)[chance % _LETTERS]
    if sign.isdigit():
        return str(chance % 10)
    return sign if sign.isascii() else "_"


def _remainder(iban: str) -> int:
    """What ISO 13616 divides: the country and check digits at the end, letters as numbers."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97
