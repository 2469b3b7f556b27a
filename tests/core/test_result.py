"""What every result can do."""

import dataclasses
import json
import math
import pickle
from dataclasses import dataclass

import pandas as pd
import pytest

from tinbergen.core import serial
from tinbergen.core.documents.evidence import Series
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.result import Difference, Result
from tinbergen.core.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Level(Result):
    value: float

    def to_frame(self) -> pd.DataFrame:
        return pd.DataFrame({"value": [self.value]})

    def difference(self, other: "Level") -> "Level":
        return self.replace(value=self.value - other.value)


@dataclass(frozen=True, slots=True)
class Bare(Result):
    value: float


@dataclass(frozen=True, slots=True)
class Long(Result):
    rows: int

    def to_frame(self) -> pd.DataFrame:
        return pd.DataFrame({f"x{k}": range(self.rows) for k in range(40)})


def assert_small(shown: str) -> None:
    """Short enough for a screen."""
    assert len(shown) < 3000
    assert shown.count("\n") < 30


def test_a_result_shows_its_table() -> None:
    assert "1.2346" in Level(1.23456).summary()
    assert "<table" in Level(1.23456)._repr_html_()
    with pytest.raises(TypeError, match="Bare has no table"):
        Bare(1.0).summary()


def test_results_are_subtracted_within_their_kind() -> None:
    assert Level(3.0) - Level(1.0) == Level(2.0)
    with pytest.raises(TypeError, match="no difference"):
        Bare(1.0) - Bare(1.0)
    with pytest.raises(TinbergenError) as fault:
        Level(3.0) - Bare(1.0)
    assert fault.value.code == "C006"
    assert "Level and Bare" in fault.value.text("title")


def test_what_nobody_pictures_says_so() -> None:
    with pytest.raises(TypeError, match="Level has no picture"):
        Level(1.0).plot()


def test_a_repr_has_the_size_and_a_few_rows() -> None:
    shown = repr(Long(500))
    assert shown.startswith("Long: 500 × 40\n")
    assert "499" in shown
    assert_small(shown)


def test_without_a_table_the_fields_are_cut_short() -> None:
    assert repr(Bare(1.23456789)) == "Bare(value=1.23457)"
    start = Period.parse("2008Q4")
    path = Series("GDP", "dollars", start, tuple(float(t) for t in range(5000)))
    assert repr(path).endswith("values=(0, 1, 2, 3, ...))")
    assert_small(repr(path))


def test_differences_are_those_of_tables_unless_a_class_knows_better() -> None:
    gap = Long(3) - Long(5)
    assert isinstance(gap, Difference)
    assert gap.to_frame().shape == (3, 40)
    assert not gap.to_frame().to_numpy().any()
    assert repr(gap).startswith("Difference of two Long: 3 × 40")


def test_json_is_strict() -> None:
    assert json.loads(Bare(math.nan).to_json()) == {"value": None}
    assert Bare(2.0).to_json(indent=None) == '{"value": 2.0}'


def test_the_mixin_leaves_dataclasses_as_they_are() -> None:
    assert Bare(1.0) == Bare(1.0)
    assert hash(Bare(1.0)) == hash(Bare(1.0))
    assert not hasattr(Bare(1.0), "__dict__")
    assert pickle.loads(pickle.dumps(Bare(1.0))) == Bare(1.0)
    for noun in serial.NOUNS:
        assert dataclasses.is_dataclass(noun)
        assert issubclass(noun, Result)
        assert noun.__repr__ is Result.__repr__


def test_text_speaks_both_languages() -> None:
    growth = Text("growth of {name}", "{name}的增长")
    filled = growth.fill(name=Text("output", "产出"))
    assert (filled("en"), filled("zh"), str(filled)) == (
        "growth of output", "产出的增长", "growth of output",
    )  # fmt: skip
    assert NO_TEXT() == ""
