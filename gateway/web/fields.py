"""What a field of a body may hold, and what a JSON number says exactly. A wrong value is named in French."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gateway.errors import invalid
from gateway.money import cents_of

T = TypeVar("T")

_PRICE_MAX = 99999999.99
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_LOCAL_PART_MAX = 64
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class Strict(BaseModel):
    """A body: nothing in it that we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Strict):
    pass


def either(field: str, one: T | None, other: T | None) -> T | None:
    """Two spellings of one field; two readers could understand two values differently."""
    if one is not None and other is not None and one != other:
        raise invalid(field, "ses deux orthographes se contredisent. N'en envoyez qu'une.")
    return other if one is None else one


def exact(number: float) -> Decimal:
    """The shortest decimal text of a JSON number is the number that was written."""
    return Decimal(str(number))


def cents(euros: float | None) -> int | None:
    return None if euros is None else cents_of(exact(euros))


def whole(value: object) -> object:
    """`30.0` is an integer in JSON, and no integer to a strict model."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def at_most(places: int) -> AfterValidator:
    def check(value: float) -> float:
        exponent = exact(value).normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            raise ValueError(f"au plus {places} décimales")
        return value

    return AfterValidator(check)


def _in_our_century(value: date) -> date:
    if not _FIRST_DAY <= value <= _LAST_DAY:
        raise ValueError(f"une date entre le {_FIRST_DAY} et le {_LAST_DAY} est attendue")
    return value


def not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("un texte est attendu, pas seulement des espaces")
    return value


def _an_email(value: str) -> str:
    if not _EMAIL.fullmatch(value) or value.index("@") > _LOCAL_PART_MAX:
        raise ValueError("une adresse e-mail est attendue")
    return value


Euros = Annotated[float, Field(ge=0, le=_PRICE_MAX), at_most(2)]
Rate = Annotated[float, Field(ge=0, le=1), at_most(5)]
Day = Annotated[date, AfterValidator(_in_our_century)]
Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(not_blank)]
Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_an_email)]
