"""
A file of orders, read: JSON as a list of orders, CSV as one line per item. What is wrong in it is said all at
once, each with its place.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from gateway.seed.shapes import OrderShape
from gateway.web.french import said_in_french

_FILE_BYTES_MAX: Final = 64 * 1024 * 1024
Way = tuple[str | int, ...]

# Column -> where it belongs in an order. What is not under `items` describes the order or its customer.
COLUMNS: Final[Mapping[str, Way]] = MappingProxyType(
    {
        "order_number": ("order_number",),
        "order_id": ("id",),
        "status": ("status",),
        "payment_terms": ("payment_terms",),
        "customer_type": ("customer", "type"),
        "customer_id": ("customer", "id"),
        **{
            name: ("customer", name)
            for name in (
                *(
                    "legal_name",
                    "trade_name",
                    "first_name",
                    "last_name",
                    "email",
                    "phone",
                    "siret",
                    "vat_number",
                ),
                *("address_line1", "postal_code", "city", "country"),
            )
        },
        **{
            f"{kind}_{name}": (f"{kind}_address", name)
            for kind in ("billing", "shipping")
            for name in ("street", "postal_code", "city", "country")
        },
        **{
            name: (name,)
            for name in (
                "shipping_cost_ht",
                "handling_cost_ht",
                "insurance_cost_ht",
                "fees_vat_rate",
                "total_ttc",
            )
        },
        "order_notes": ("notes",),
        **{
            name: ("items", name)
            for name in ("label", "quantity", "unit_price_ht", "tax_rate", "sku", "notes")
        },
    }
)
_NEEDED: Final = ("order_number", "customer_type", "label", "quantity", "unit_price_ht")
_NUMBERS: Final = frozenset(
    {"quantity", "unit_price_ht", "tax_rate", "fees_vat_rate", "total_ttc"}
    | {f"{name}_cost_ht" for name in ("shipping", "handling", "insurance")}
)


class FileRefused(Exception):
    """Nothing was imported; *problems* say where and why, one line each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class _Record:
    """An order as it was written, and the way back from a field of it to its place in the file."""

    said: Any
    place: Callable[[Way], str]


def read_orders(path: Path) -> tuple[OrderShape, ...]:
    raw = _text(path)
    match path.suffix.lower():
        case ".json":
            records = _from_json(raw)
        case ".csv":
            records = _from_csv(raw)
        case other:
            raise FileRefused(
                f"{path.name} : un fichier .json ou .csv est attendu, pas « {other or path.name} »."
            )
    if not records:
        raise FileRefused(f"{path.name} : aucune commande dans ce fichier.")
    return _understood(records)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _FILE_BYTES_MAX:
            raise FileRefused(f"{path.name} : plus de 64 Mio ; découpez le fichier.")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileRefused(f"{path} : illisible ({error.strerror}) : vérifiez le chemin.") from error
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{path.name} : ce n'est pas de l'UTF-8 ; enregistrez-le en « CSV UTF-8 »."
        ) from error


def _understood(records: Sequence[_Record]) -> tuple[OrderShape, ...]:
    orders: list[OrderShape] = []
    problems: list[str] = []
    for record in records:
        try:
            orders.append(OrderShape.model_validate(record.said))
        except ValidationError as error:
            for found in error.errors(include_url=False):
                problems.append(f"{record.place(found['loc'])} : {said_in_french(found)}.")  # noqa: PERF401
    if problems:
        raise FileRefused(*problems)
    return tuple(orders)


# ------------------------------------------------------------------ JSON
def _from_json(raw: str) -> list[_Record]:
    try:
        document = json.loads(
            raw, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_each_key_once
        )
    except json.JSONDecodeError as error:
        raise FileRefused(
            f"ligne {error.lineno}, colonne {error.colno} : ce n'est pas du JSON valable ({error.msg})."
        ) from error
    except RecursionError as error:
        raise FileRefused("Le fichier est imbriqué trop profondément.") from error
    listed = document.get("orders") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        raise FileRefused('Une liste de commandes est attendue : [ … ] ou {"orders": [ … ]}.')
    return [_Record(said, _in_json(position, said)) for position, said in enumerate(listed, 1)]


def _in_json(position: int, said: Any) -> Callable[[Way], str]:
    number = said.get("order_number") if isinstance(said, dict) else None
    named = f"commande {position}" + (f" ({number[:60]})" if isinstance(number, str) and number else "")

    def place(way: Way) -> str:
        return f"{named}, champ {spelled(way)}" if way else named

    return place


def spelled(way: Way) -> str:
    """`("items", 0, "label")` -> `items[0].label`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way).removeprefix(".")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FileRefused(
            f"La clé « {twice} » est donnée deux fois dans un même objet : gardez-en une seule."
        )
    return said


def _refuse_constant(word: str) -> None:
    raise FileRefused(f"{word} n'est pas un nombre que l'on puisse facturer.")


# ------------------------------------------------------------------ CSV
@dataclass(slots=True)
class _Lines:
    """One order, gathered from its lines."""

    said: dict[str, Any] = field(default_factory=lambda: {"items": []})
    line_of: dict[Way, int] = field(default_factory=dict)
    first: int = 0

    def place(self, way: Way) -> str:
        line = next(
            (self.line_of[way[:size]] for size in range(len(way), 0, -1) if way[:size] in self.line_of),
            self.first,
        )
        bare = tuple(part for part in way if not isinstance(part, int))
        columns = [name for name, column in COLUMNS.items() if column == bare]
        return f"ligne {line}, colonne {columns[0]}" if columns else f"ligne {line}"


def _from_csv(raw: str) -> list[_Record]:
    head = raw.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_columns(names)
        return _gathered(reader, names, comma=delimiter == ";")
    except csv.Error as error:
        raise FileRefused(f"ligne {reader.line_num} : ce n'est pas du CSV valable ({error}).") from error


def _check_columns(names: Sequence[str]) -> None:
    problems = [
        *(f"ligne 1 : la colonne {name} manque." for name in _NEEDED if name not in names),
        *(
            f"ligne 1 : la colonne « {name} » n'existe pas ici, retirez-la."
            for name in names
            if name not in COLUMNS
        ),
        *(
            f"ligne 1 : la colonne {name} est donnée deux fois."
            for name in sorted({*names})
            if names.count(name) > 1
        ),
    ]
    if problems:
        raise FileRefused(*problems)


def _gathered(reader: Any, names: Sequence[str], *, comma: bool) -> list[_Record]:
    """
    Lines of one number are one order, wherever they stand. What describes the order is said once, or the same
    each time.
    """
    orders: dict[str, _Lines] = {}
    problems: list[str] = []
    for cells in reader:
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            problems.append(f"ligne {line} : {len(cells)} cellules, {len(names)} attendues.")
            continue
        said = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
        if "order_number" not in said:
            problems.append(f"ligne {line}, colonne order_number : ce champ est obligatoire.")
            continue
        order = orders.setdefault(said["order_number"], _Lines(first=line))
        problems += _added(order, said, line, comma=comma)
    if problems:
        raise FileRefused(*problems)
    return [_Record(order.said, order.place) for order in orders.values()]


def _added(order: _Lines, said: Mapping[str, str], line: int, *, comma: bool) -> list[str]:
    item: dict[str, Any] = {}
    place = len(order.said["items"])
    order.line_of["items", place] = line
    problems = []
    for name, cell in said.items():
        value = cell.replace(",", ".") if comma and name in _NUMBERS else cell
        way = COLUMNS[name]
        if way[0] == "items":
            item[str(way[1])] = value
            continue
        node = order.said if len(way) == 1 else order.said.setdefault(str(way[0]), {})
        known = node.setdefault(str(way[-1]), value)
        if known != value:
            before = order.line_of.get(way, order.first)
            problems.append(
                f"ligne {line}, colonne {name} : « {cell} » ici, « {known} » à la ligne {before}."
            )
        order.line_of.setdefault(way, line)
    order.said["items"].append(item)
    return problems
