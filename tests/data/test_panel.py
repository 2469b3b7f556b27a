"""Long tables as arrays, and what a person reads whose table is none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.panel import read_panel

GOOD = "who,when,y\nB,2002,4\nA,2001,1\nA,2002,2\nB,2001,3\n"


def test_units_keep_the_order_of_the_file_and_periods_that_of_time(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(GOOD)
    panel = read_panel(tmp_path / "p.csv", "who", "when", ["y"])
    assert panel.units == ("B", "A")
    assert [str(p) for p in panel.periods] == ["2001", "2002"]
    np.testing.assert_array_equal(panel.values["y"], [[3, 4], [1, 2]])
    assert panel.position(2002) == panel.position("2002") == 1
    assert str(panel.horizon.start) == "2001"


def test_tables_of_pandas_and_periods_of_all_kinds() -> None:
    quarters = pd.DataFrame({"u": [7, 7, 8, 8], "q": ["2001Q1", "2001Q2"] * 2, "y": [1.0, 2, 3, 4]})
    panel = read_panel(quarters, "u", "q", ["y"])
    assert panel.units == ("7", "8")
    assert str(panel.periods[1]) == "2001Q2"
    waves = pd.DataFrame({"u": list("aabb"), "t": [10, 2, 2, 10], "y": [1.0, 2, 3, 4]})
    panel = read_panel(waves, "u", "t", ["y"])
    assert panel.periods == (2, 10)
    assert panel.horizon == range(2)
    np.testing.assert_array_equal(panel.values["y"], [[2, 1], [3, 4]])
    assert read_panel(waves, None, None, ["y"]).periods == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("code", "text", "place"),
    [
        ("D025", GOOD.replace("A,2002", "A," + "9" * 5000), (4, 3)),
        ("D090", "who,when,x\nA,2001,1\n", (1, None)),
        ("D091", GOOD + "A,2002,9\n", (6, 1)),
        ("D092", GOOD + "C,2001,9\n", (6, 1)),
        ("D093", GOOD + ",2003,9\n", (6, 1)),
        ("D034", GOOD.replace("A,2002,2", "A,2002,two"), (4, 8)),
        ("D025", GOOD.replace("A,2002", "A,later"), (4, 3)),
    ],
)
def test_what_is_wrong_and_where(
    tmp_path: Path, code: str, text: str, place: tuple[int, int | None]
) -> None:
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(TinbergenError) as fault:
        read_panel(tmp_path / "p.csv", "who", "when", ["y"])
    assert fault.value.code == code
    assert fault.value.at is not None
    assert (fault.value.at.line, fault.value.at.column) == place


def test_names_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(GOOD)
    panel = read_panel(tmp_path / "p.csv", "who", "when", ["y"])
    with pytest.raises(TinbergenError, match="D094"):
        panel.position(2003)
    with pytest.raises(TinbergenError, match="D095"):
        panel.unit("C")
    with pytest.raises(TinbergenError, match="C010"):
        read_panel(3, "who", "when", ["y"])  # type: ignore[arg-type]
