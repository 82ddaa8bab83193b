"""The command line of the contracts."""

import sys

import pytest

from contracts.__main__ import main


def test_list_shows_every_operation_of_the_edition_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["list", "--document", "qonto", "--edition", "2026-11"])

    shown = capsys.readouterr().out
    assert status == 0
    assert "qonto, edition 2026-11" in shown
    assert "delete_client " in shown
    assert "- list_attachments" in shown
    assert "edition guide" not in shown


def test_lint_passes_on_the_bank_in_both_editions(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["lint", "--document", "qonto"])

    assert status == 0
    assert capsys.readouterr().out.count("nothing wrong") == 2


def test_lint_says_which_extra_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "contracts.lint", raising=False)
    monkeypatch.setitem(sys.modules, "openapi_spec_validator", None)

    status = main(["lint"])

    assert status == 2
    assert 'pip install "qonto-offline[contracts]"' in capsys.readouterr().err


def test_help_teaches_the_documents_editions_and_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    shown = capsys.readouterr().out
    assert left.value.code == 0
    for word in ("guide", "2026-11", "gateway", "control", "list", "lint", "examples:", "exit status"):
        assert word in shown


def test_an_unknown_edition_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["list", "--edition", "2025"])

    assert left.value.code == 2
    assert "guide" in capsys.readouterr().err
