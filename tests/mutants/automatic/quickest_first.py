"""A pytest plugin for one mutant's run: the quickest tests first, and no more than a few seconds of them."""

import json
import os
from pathlib import Path

import pytest

BUDGET_S = float(os.environ.get("MUTANT_BUDGET_S", "5"))
STATS = Path("mutmut-stats.json")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "__mutmut_" not in os.environ.get("MUTANT_UNDER_TEST", "") or not STATS.exists():
        return
    took = json.loads(STATS.read_text())["duration_by_test"]
    items.sort(key=lambda item: took.get(item.nodeid, 0.0))
    spent, kept = 0.0, 0
    while kept < len(items) and spent < BUDGET_S:
        spent += took.get(items[kept].nodeid, 0.0)
        kept += 1
    config.hook.pytest_deselected(items=items[kept:])
    del items[kept:]
