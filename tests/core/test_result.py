"""What every result can do."""

from dataclasses import dataclass

import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
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


def test_a_result_without_a_picture_says_so() -> None:
    with pytest.raises(TypeError, match="Level has no picture"):
        Level(1.0).plot()


def test_text_speaks_both_languages() -> None:
    growth = Text("growth of {name}", "{name}的增长")
    filled = growth.fill(name=Text("output", "产出"))
    assert (filled("en"), filled("zh"), str(filled)) == (
        "growth of output", "产出的增长", "growth of output",
    )  # fmt: skip
    assert NO_TEXT() == ""
