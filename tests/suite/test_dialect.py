"""A dialect says how a gateway speaks; what it may not say is named; what it says is spoken and heard."""

from pathlib import Path

import pytest

from contracts.suite.dialect import BadDialect, Style, load_dialect, print_dialect
from contracts.suite.gateway import confirming, credit_notes, failures, finality, lost_answers, quotes, tokens
from contracts.suite.running import Outcome
from tests.suite.foreign import Foreign
from tests.suite.in_process import both_sides
from tests.suite.playing import played, told

HERE = Path(__file__).parent
WHAT_A_PAGE_CHANGES = (
    *confirming.BEHAVIOURS,
    *tokens.BEHAVIOURS,
    *finality.BEHAVIOURS,
    *failures.BEHAVIOURS,
    *lost_answers.BEHAVIOURS,
    *quotes.BEHAVIOURS,
    *credit_notes.BEHAVIOURS,
)


def written(folder: Path, text: str) -> Path:
    path = folder / "theirs.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("speech: rude", "speech"),
        ("confirmation: {style: shouting}", "confirmation.style"),
        ("confirmation: {code: x}", "confirmation.code"),
        ("confirmation: {lives_s: soon}", "confirmation.lives_s"),
        ("headers: claire", "headers"),
        ("protocol: perhaps", "protocol"),
        ("operations: {burn_number: {path: /burn}}", "operations.burn_number"),
        ("operations: {create_invoice: {path: nowhere}}", "operations.create_invoice.path"),
        ("operations: {create_invoice: {method: SHOUT}}", "operations.create_invoice.method"),
        ("operations: {create_invoice: {route: /x}}", "operations.create_invoice.route"),
        ("operations: [create_invoice]", "operations"),
        ("drafts: make_it", "operations.make_it"),
        ("documents: {letter: {one: letter}}", "documents.letter"),
        ("documents: {quote: {one: 7}}", "documents.quote.one"),
        ("given: {orders: 3}", "given.orders"),
    ],
)
def test_what_no_dialect_can_say_is_named_by_its_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadDialect) as refused:
        load_dialect(written(tmp_path, text))

    assert f"\n  {named}: " in str(refused.value)


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadDialect) as refused:
        load_dialect(written(tmp_path, "speech: rude\ndrafts: make_it\nheaders: 3"))

    assert [name for name in ("speech", "make_it", "headers") if name not in str(refused.value)] == []


@pytest.mark.parametrize("text", ["- a\n- list", "just words", "a: [", "a: {b", "7"])
def test_what_is_no_mapping_is_no_dialect(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadDialect, match=r"theirs\.yaml"):
        load_dialect(written(tmp_path, text))


def test_what_a_dialect_leaves_out_is_as_ours(tmp_path: Path) -> None:
    ours, theirs = load_dialect(), load_dialect(written(tmp_path, "headers: {X-Me: me}"))

    assert (theirs.name, theirs.protocol) == ("theirs", False)
    assert theirs.headers == {"X-Me": "me"}
    assert (theirs.operations, theirs.documents, theirs.orders) == (
        ours.operations,
        ours.documents,
        ours.orders,
    )


def test_an_operation_that_there_is_not_is_left_out(tmp_path: Path) -> None:
    theirs = load_dialect(written(tmp_path, "operations: {create_quote: null, finalize_quote: {path: /q}}"))

    assert theirs.operations["create_quote"] is None
    finalize = theirs.operations["finalize_quote"]
    assert finalize is not None
    assert (finalize.method, finalize.path) == (None, "/q")


def test_the_dialect_to_begin_with_explains_every_key_and_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_dialect() == 0

    text = capsys.readouterr().out
    begun = load_dialect(written(tmp_path, text))
    assert begun.operations == load_dialect().operations
    assert (begun.name, begun.protocol, begun.confirmation.style) == ("mine", False, Style.TOKEN)
    lines = text.splitlines()
    explained = {line[2:].split()[0] for line in lines if line.startswith("# ") and line[2] != " "}
    keys = {line.partition(":")[0] for line in lines if line and line[0] not in "# "}
    assert keys <= explained


def test_two_kinds_of_documents_may_stand_in_the_same_place(tmp_path: Path) -> None:
    place = "{one: data, many: data, fields: {qonto_id: id}}"
    theirs = load_dialect(written(tmp_path, f"documents: {{invoice: {place}, quote: {place}}}"))

    invoice = theirs.translated({"data": {"id": "i-1"}}, "show_invoice")
    quotes = theirs.translated({"data": [{"id": "q-1"}]}, "list_quotes")

    assert invoice == {"data": {"id": "i-1"}, "invoice": {"id": "i-1", "qonto_id": "i-1"}}
    assert quotes == {"data": [{"id": "q-1"}], "quotes": [{"id": "q-1", "qonto_id": "q-1"}]}


def test_our_gateway_is_confirmed_on_its_page_as_well(tmp_path: Path) -> None:
    with both_sides(tmp_path, edition="2026-11") as there:
        dialect = load_dialect(HERE / "confirms_at_an_address.yaml")
        report = played(there, "2026-11", dialect, behaviours=WHAT_A_PAGE_CHANGES)

    assert not report.of(Outcome.BROKEN), told(report)
    assert len(report.of(Outcome.KEPT)) >= len(WHAT_A_PAGE_CHANGES) - 5


def test_where_a_dialog_is_trusted_one_call_is_all_and_what_is_about_questions_is_left_out(
    tmp_path: Path,
) -> None:
    with both_sides(tmp_path, edition="2026-11", gateway_confirmation="dialog") as there:
        dialect = load_dialect(HERE / "trusts_a_dialog.yaml")
        report = played(there, "2026-11", dialect, behaviours=(*confirming.BEHAVIOURS, *finality.BEHAVIOURS))

    assert not report.of(Outcome.BROKEN), told(report)
    assert {result.why.partition(":")[0] for result in report.of(Outcome.LEFT_OUT)} == {
        "the dialect has no confirmation"
    }
    assert len(report.of(Outcome.KEPT)) >= len(finality.BEHAVIOURS)


def test_a_foreign_gateway_that_keeps_the_rules_passes_in_its_own_words(tmp_path: Path) -> None:
    with both_sides(tmp_path, edition="2026-11", around=Foreign) as there:
        report = played(there, "2026-11", load_dialect(HERE / "foreign.yaml"))

    assert not report.of(Outcome.BROKEN), told(report)
    assert len(report.of(Outcome.KEPT)) >= 160
