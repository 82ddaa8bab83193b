"""Somebody else's file of orders: understood exactly, or refused with every place that is wrong."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.resources.orders.model import CustomerType
from gateway.seed.files import COLUMNS, FileRefused, read_orders
from gateway.seed.help import CSV_EXAMPLE, IMPORT_HELP, JSON_EXAMPLE
from gateway.seed.shapes import OrderShape

Write = Callable[[str, str | bytes], Path]
ITEM = {"label": "Lampe", "quantity": 1, "unit_price_ht": "49.90", "tax_rate": "0.2"}
ORDER: dict[str, Any] = {"order_number": "C-1", "organisation": {"legal_name": "Essai SARL"}, "items": [ITEM]}
HEADER = "order_number,customer_type,legal_name,label,quantity,unit_price_ht,tax_rate"
LINE = "C-1,organisation,Essai SARL,Lampe,1,49.90,0.2"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(FileRefused) as refused:
        read_orders(path)
    return refused.value.problems


def test_the_examples_of_the_help_are_understood(write: Write) -> None:
    (told,) = read_orders(write("orders.json", JSON_EXAMPLE))
    in_csv = read_orders(write("orders.csv", CSV_EXAMPLE))

    assert (told.customer_type, told.buyer.city) == (CustomerType.ORGANIZATION, "Lyon")
    assert [order.order_number for order in in_csv] == ["CMD-1001", "CMD-1002"]
    assert in_csv[0].items == told.items


def test_the_help_names_every_field_and_column() -> None:
    fields = {*OrderShape.model_fields, *(name for name in COLUMNS if "_" not in name)}

    assert [name for name in fields if name not in IMPORT_HELP + JSON_EXAMPLE + CSV_EXAMPLE] == []


@pytest.mark.parametrize(
    "said",
    [
        {"organisation": {"legal_name": "Essai SARL"}},
        {"organization": {"legal_name": "Essai SARL"}},
        {"customer": {"type": "organisation", "legal_name": "Essai SARL"}},
        {"customer": {"type": "Organization", "legal_name": "Essai SARL"}},
    ],
)
def test_both_spellings_mean_the_same_customer(write: Write, said: dict[str, Any]) -> None:
    document = [{"order_number": "C-1", "items": [ITEM], **said}]

    (order,) = read_orders(write("orders.json", json.dumps(document)))

    assert (order.customer_type, order.buyer.legal_name) == (CustomerType.ORGANIZATION, "Essai SARL")


@pytest.mark.parametrize("written", ["0.1", '"0.1"', "0.10", "1e-1"])
def test_an_amount_is_the_decimal_that_was_written(write: Write, written: str) -> None:
    text = json.dumps([ORDER]).replace('"49.90"', written)

    (order,) = read_orders(write("orders.json", text))

    assert order.items[0].unit_price_ht == Decimal("0.1")


def test_a_list_may_stand_under_orders(write: Write) -> None:
    assert len(read_orders(write("orders.json", json.dumps({"orders": [ORDER]})))) == 1


def _with(**changes: Any) -> str:
    return json.dumps([{**ORDER, **changes}])


def _with_item(**changes: Any) -> str:
    return _with(items=[ITEM, {**ITEM, **changes}])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ligne 1, colonne 1"),
        ('[{"order_number": }]', "ligne 1, colonne 19"),
        ("{}", "Une liste de commandes est attendue"),
        ("[]", "aucune commande"),
        ("[1]", "commande 1 : un objet est attendu"),
        ('[{"a": 1, "a": 2}]', "La clé « a » est donnée deux fois"),
        (_with(total_ttc=float("nan")), "NaN n'est pas un nombre"),
        ("[" * 100_000, "imbriqué trop profondément"),
        (_with(order_number=""), "commande 1, champ order_number : au moins 1 caractère(s)"),
        (_with(order_number="x" * 61), "champ order_number : au plus 60 caractères"),
        (_with(order_number="C\x001"), "caractère NUL"),
        (_with(status="payed"), "commande 1 (C-1), champ status : les valeurs possibles sont"),
        (_with(payment_terms="net_45"), "champ payment_terms"),
        (_with(items=[]), "champ items : au moins 1 élément(s)"),
        (_with(colour="red"), "champ colour : ce champ n'existe pas ici"),
        (_with(organisation=None), "un client est attendu, et un seul"),
        (_with(individual={"first_name": "A", "last_name": "B"}), "un client est attendu, et un seul"),
        (_with(organisation={"email": "a@b.fr"}), "organisation.legal_name est obligatoire"),
        (_with(organisation={"type": "individual", "legal_name": "A"}), "organisation.type dit autre chose"),
        (_with(organisation={"type": "club", "legal_name": "A"}), "organisation, organization ou individual"),
        (_with_item(label=""), "champ items[1].label"),
        (_with_item(quantity=0), "champ items[1].quantity : une valeur supérieure à 0"),
        (_with_item(quantity=-1), "champ items[1].quantity"),
        (_with_item(quantity=True), "champ items[1].quantity : un nombre comme 49.90"),
        (_with_item(quantity="1,5"), "champ items[1].quantity : un nombre comme 49.90"),
        (_with_item(quantity="1.2345"), "au plus 3 décimales"),
        (_with_item(unit_price_ht="49.999"), "au plus 2 décimales"),
        (_with_item(unit_price_ht=1e30), "champ items[1].unit_price_ht"),
        (_with_item(tax_rate=20), "champ items[1].tax_rate : une valeur d'au plus 1"),
    ],
)
def test_what_is_wrong_in_json_is_told_with_its_place(write: Write, text: str, said: str) -> None:
    (problem,) = problems(write("orders.json", text))

    assert said in problem


def test_all_that_is_wrong_is_told_at_once(write: Write) -> None:
    bad = {**ORDER, "order_number": "C-2", "status": "payed", "items": [{**ITEM, "tax_rate": 20}, {}]}

    told = problems(write("orders.json", json.dumps([ORDER, bad, {}])))

    assert len(told) == 7
    assert all(problem.startswith(("commande 2 (C-2)", "commande 3")) for problem in told)


@pytest.mark.parametrize("name", ["orders.xlsx", "orders"])
def test_another_kind_of_file_is_named(write: Write, name: str) -> None:
    assert ".json ou .csv" in problems(write(name, "x"))[0]


def test_a_file_that_is_not_there_or_no_utf8_is_refused(write: Write, tmp_path: Path) -> None:
    assert "vérifiez le chemin" in problems(tmp_path / "nowhere.json")[0]
    assert "UTF-8" in problems(write("orders.csv", "é".encode("latin-1")))[0]


# ------------------------------------------------------------------ CSV
def test_lines_of_one_number_are_one_order_wherever_they_stand(write: Write) -> None:
    text = f"\ufeff{HEADER}\r\n{LINE}\r\nC-2,individual,,X,1,1,\r\n\r\nC-1,,,Pied,2,5.00,0.2\r\n"
    text = text.replace("C-2,individual,,X", "C-2,organization,Autre,X")

    orders = read_orders(write("orders.csv", text))

    assert [(order.order_number, len(order.items)) for order in orders] == [("C-1", 2), ("C-2", 1)]
    assert orders[1].items[0].tax_rate is None


def test_a_decimal_comma_is_understood_where_the_separator_is_another(write: Write) -> None:
    text = f"{HEADER}\n{LINE}".replace(",", ";").replace("49.90", "49,90")

    (order,) = read_orders(write("orders.csv", text))

    assert order.items[0].unit_price_ht == Decimal("49.90")


def test_cells_may_hold_separators_quotes_and_lines(write: Write) -> None:
    text = f'{HEADER}\nC-1,organisation,"Essai, ""SARL""","Lampe\nhaute",1,49.90,0.2\nC-1,,,Pied,0,1,0.2\n'

    assert "ligne 4, colonne quantity" in problems(write("orders.csv", text))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "la colonne order_number manque"),
        (HEADER, "aucune commande"),
        (HEADER.replace("label", "titel") + "\n", "la colonne label manque"),
        (HEADER + ",label\n", "la colonne label est donnée deux fois"),
        (f"{HEADER}\n{LINE},x", "ligne 2 : 8 cellules, 7 attendues"),
        (f"{HEADER}\n{LINE}\n,organisation,E,L,1,1,0.2", "ligne 3, colonne order_number"),
        (f"{HEADER}\n{LINE}\nC-1,,Autre SARL,L,1,1,0.2", "« Autre SARL » ici, « Essai SARL » à la ligne 2"),
        (f"{HEADER}\n{LINE}\nC-1,,,L,1,1,20", "ligne 3, colonne tax_rate : une valeur d'au plus 1"),
        (f"{HEADER}\n{LINE}\nC-1,,,L,,1,0.2", "ligne 3, colonne quantity : ce champ est obligatoire"),
        (f"{HEADER}\n{LINE}\nC-2,club,X,L,1,1,0.2", "ligne 3, colonne customer_type"),
        (f'{HEADER}\nC-1,organisation,"Essai', "ce n'est pas du CSV valable"),
        (f"{HEADER}\nC-1,organisation,E,L,1,49\u00a090,0.2", "ligne 2, colonne unit_price_ht"),
    ],
)
def test_what_is_wrong_in_csv_is_told_with_line_and_column(write: Write, text: str, said: str) -> None:
    assert any(said in problem for problem in problems(write("orders.csv", text)))
