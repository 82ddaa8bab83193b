"""`qonto-gateway import` as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from gateway.seed.help import CSV_EXAMPLE, JSON_EXAMPLE
from tests.stack.processes import clean_environment

ROOT = Path(__file__).parents[3]


def typed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway", *arguments],
        cwd=folder,
        env=clean_environment({"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_help_teaches_with_examples(tmp_path: Path) -> None:
    told = typed(tmp_path, "import", "--help")

    assert told.returncode == 0
    assert CSV_EXAMPLE in told.stdout
    assert JSON_EXAMPLE in told.stdout


def test_ones_own_orders_and_no_demo_beside_them(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(CSV_EXAMPLE, "utf-8")

    first, again = [typed(tmp_path, "import", "orders.csv") for _ in range(2)]
    listed = json.loads(typed(tmp_path, "orders", "--json").stdout)

    assert (first.returncode, first.stderr) == (0, "")
    assert "2 commande(s) importée(s)" in first.stdout
    assert "0 commande(s) importée(s), 2 déjà là" in again.stdout
    assert [order["order_number"] for order in listed] == ["CMD-1001", "CMD-1002"]


def test_what_is_wrong_is_a_list_and_a_status(tmp_path: Path) -> None:
    bad = [json.loads(JSON_EXAMPLE)[0] for _ in range(2)]
    bad[1]["items"] = [{"label": "x", "quantity": 1, "unit_price_ht": 1, "tax_rate": 20}] * 150
    (tmp_path / "orders.json").write_text(json.dumps(bad), "utf-8")

    refused = typed(tmp_path, "import", "orders.json")
    listed = typed(tmp_path, "orders", "--json")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "rien n'a été importé, 150 chose(s) à corriger" in refused.stderr
    assert "commande 2 (CMD-1001), champ items[0].tax_rate" in refused.stderr
    assert "… et 50 autre(s)" in refused.stderr
    assert "CMD-1001" not in listed.stdout


def test_a_file_can_be_looked_at_without_opening_any_database(tmp_path: Path) -> None:
    (tmp_path / "orders.json").write_text(JSON_EXAMPLE, "utf-8")

    told = typed(tmp_path, "import", "--check", "orders.json")

    assert (told.returncode, "1 commande(s) lisible(s)" in told.stdout) == (0, True)
    assert not (tmp_path / "var").exists()
