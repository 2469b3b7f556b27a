"""Tables that stack economies, or series."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.entities import entities_of, file_stem, only, stack_of, unstacked
from tinbergen.data.frames import sheet_of
from tinbergen.data.opening import open_sheet
from tinbergen.data.tabular import tabulate

PANEL = """country,note,year,GDP,U
Korea,a,2001,1,4
Korea,a,2002,2,5
Japan,b,2001,10,6
Japan,b,2002,20,7
"""
LONG = "unique_id,ds,y\nA,2001Q1,1\nA,2001Q2,2\nB,2001Q2,20\nB,2001Q4,40\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.csv"


def test_a_panel_is_cut_to_one_entity_and_keeps_its_lines(path: Path) -> None:
    path.write_text(PANEL)
    sheet = open_sheet(path)
    assert entities_of(sheet) == ("Korea", "Japan")
    japan = only(sheet, "japan")
    assert tabulate(japan).dataset["GDP"].tolist() == [10.0, 20.0]
    assert (japan.row_lines, japan.at(0, 3).column) == ((4, 5), 14)
    assert file_stem(japan, "own") == "own-Japan"


def test_numbers_that_came_as_numbers_are_cut_too() -> None:
    frame = pd.DataFrame({
        "iso": [7, 7, 8, 8], "year": [2001, 2002] * 2, "GDP": [0.5, 1.5, 2.5, 3.5], "U": [1.0] * 4,
    })  # fmt: skip
    assert tabulate(only(sheet_of(frame), "8"), keep=["GDP"]).dataset["GDP"].tolist() == [2.5, 3.5]


def test_a_long_table_has_a_series_an_entity(path: Path) -> None:
    path.write_text(LONG)
    sheet = open_sheet(path)
    stack = stack_of(sheet)
    assert stack is not None and stack.long
    data = unstacked(sheet).dataset
    assert (str(data.span.start), data.span.length) == ("2001Q1", 4)
    np.testing.assert_array_equal(data["A"], [1, 2, np.nan, np.nan])
    np.testing.assert_array_equal(data["B"], [np.nan, 20, np.nan, 40])


def test_a_plain_table_stacks_nothing(path: Path) -> None:
    path.write_text("country,year,GDP\nKorea,2001,1\nJapan,2002,2\n")
    assert stack_of(open_sheet(path)) is None
    with pytest.raises(TinbergenError) as caught:
        only(open_sheet(path), "Korea")
    assert caught.value.code == "D262"


def test_an_unknown_entity_is_corrected(path: Path) -> None:
    path.write_text(PANEL)
    with pytest.raises(TinbergenError) as caught:
        only(open_sheet(path), "Koera")
    assert (caught.value.code, caught.value.hint) == ("D263", "Korea")


def test_a_stack_read_whole_says_how_to_name_one(path: Path) -> None:
    path.write_text(PANEL)
    with pytest.raises(TinbergenError) as caught:
        tabulate(open_sheet(path))
    assert caught.value.code == "D030"
    assert "--entity 'Korea'" in caught.value.text("fix")
