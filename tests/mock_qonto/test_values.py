"""`value`: what a dataclass would do, at a third of the price of its making."""

from dataclasses import dataclass, field, replace

import pytest

from mock_qonto.values import value


@value
class Parcel:
    id: str
    grams: int = 0


@value
class Letter(Parcel):
    stamps: tuple[str, ...] = ()


@value
class Safe:
    id: str
    code: str = field(default="", repr=False)
    opened: int = field(default=0, compare=False)


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Plain:
    id: str
    grams: int = 0


def test_values_alike_are_equal_and_found_by_each_other() -> None:
    one, other = Letter(id="a", stamps=("blue",)), Letter(id="a", stamps=("blue",))

    assert one == other
    assert {one: 1}[other] == 1


@pytest.mark.parametrize("other", [Parcel(id="b"), Parcel(id="a", grams=1), Letter(id="a"), "a", None])
def test_another_field_or_another_class_is_another_value(other: object) -> None:
    assert Parcel(id="a") != other


def test_a_value_shows_itself_as_a_dataclass_does() -> None:
    assert repr(Parcel(id="a", grams=3)) == repr(Plain(id="a", grams=3)).replace("Plain", "Parcel")


def test_a_field_may_be_left_out_of_what_is_shown_and_compared() -> None:
    shut, opened = Safe(id="a", code="1234"), Safe(id="a", code="1234", opened=2)

    assert shut == opened
    assert hash(shut) == hash(opened)
    assert repr(shut) == "Safe(id='a', opened=0)"


def test_a_value_is_replaced_not_changed_and_takes_its_fields_by_name() -> None:
    before = Parcel(id="a")

    after = replace(before, grams=5)

    assert (before.grams, after.grams) == (0, 5)
    assert not hasattr(before, "__dict__")
    with pytest.raises(TypeError):
        Parcel("a")  # type: ignore[misc]


@pytest.mark.parametrize("method", ["__eq__", "__hash__", "__repr__"])
def test_only_the_constructor_is_written_for_one_class(method: str) -> None:
    assert getattr(Parcel, method).__code__ is getattr(Safe, method).__code__
    assert Parcel.__init__.__code__ is not Safe.__init__.__code__
