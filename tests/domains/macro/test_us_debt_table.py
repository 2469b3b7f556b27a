"""Interest of the packaged table is the Board's, to the end of its history in LONGBASE."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb


def test_interest_is_that_of_longbase(shared: Path) -> None:
    """GFINTN to 2023Q2; later figures, of HISTDATA as of 2025, lie within 2 percent of LONGBASE
    where that still is history (2023Q3), and in 2024Q4 net interest is 3.6 percent of GDP."""
    board = pd.read_parquet(shared / "data" / "frbus" / "longbase.parquet")["gfintn"]
    table = tb.read_table(
        Path(tb.__file__).parent / "domains" / "macro" / "us-debt.csv"
    ).dataset  # fmt: skip
    own = pd.Series(table["INTEREST"], [str(p) for p in table.span])
    np.testing.assert_allclose(own[:"2023Q2"], board["1968Q1":"2023Q2"], atol=5e-4)
    assert own["2023Q3"] == pytest.approx(board["2023Q3"], rel=0.02)
    assert 100 * own["2024Q4"] / 29723.864 == pytest.approx(3.57, abs=0.01)
