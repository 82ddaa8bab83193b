"""Where the tokens are kept: nobody else reads them, and what is there is whole."""

from pathlib import Path

import pytest

from gateway.qonto.tokens import TokenFile, TokenFileRefused, Tokens

pytestmark = pytest.mark.anyio


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "var" / "tokens.json"


@pytest.mark.parametrize("bits", [0o644, 0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(kept: Path, bits: int) -> None:
    kept.parent.mkdir()
    kept.write_text("{}")
    kept.chmod(bits)

    with pytest.raises(TokenFileRefused, match="chmod 600"):
        TokenFile(kept).read()


def test_a_link_to_a_file_is_not_followed(kept: Path, tmp_path: Path) -> None:
    kept.parent.mkdir()
    (tmp_path / "elsewhere").write_text("{}")
    kept.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(TokenFileRefused, match="QONTO_TOKEN_FILE"):
        TokenFile(kept).read()


def test_a_file_that_is_half_a_file_is_refused_without_a_word_of_it(kept: Path) -> None:
    kept.parent.mkdir()
    kept.write_text('{"access_token": "secret-half')
    kept.chmod(0o600)

    with pytest.raises(TokenFileRefused) as refused:
        TokenFile(kept).read()

    assert "secret-half" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_nothing_of_a_token_is_ever_printed() -> None:
    tokens = Tokens(access="hidden-access", refresh="hidden-refresh", seed="hidden-seed")

    assert "hidden" not in repr(tokens) + str(tokens)


async def test_a_place_that_was_made_and_not_filled_leaves_what_was_there(kept: Path) -> None:
    file, first = TokenFile(kept), Tokens(access="a", refresh="r")
    async with file.held():
        with file.place() as fill:
            fill(first)
        with pytest.raises(LookupError), file.place():
            raise LookupError

    assert file.read() == first
