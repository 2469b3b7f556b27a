"""What ships to warn of banking crises is what its tool makes of the panel, which does not ship."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb
from tinbergen.data.matrix import Matrix, read_matrix

ROOT = Path(__file__).parents[2]
PACK = Path(tb.__file__).parent / "actors" / "bank"
TOOL = runpy.run_path(str(ROOT / "tools" / "build_crisis_tables.py"))


@pytest.fixture(scope="module")
def rows(shared) -> pd.DataFrame:
    return TOOL["crises"](shared / "data/checks/schularick_taylor_panel17.csv")


def same(kept: Matrix, made: pd.DataFrame) -> None:
    assert kept.rows == tuple(map(str, made.index))
    assert kept.columns == tuple(made.columns)
    np.testing.assert_allclose(kept.values, made.to_numpy(dtype=float), atol=1e-6, equal_nan=True)


def test_the_logit(rows) -> None:
    """Slopes to the digits that were published of the model without effects of countries."""
    kept = read_matrix(PACK / "crisis-logit.csv")
    same(kept, TOOL["logit"](rows))
    said = dict(zip(kept.rows, kept.column("estimate"), strict=True))
    published = [-0.257, 6.956, 1.079, 0.290, 2.035]
    np.testing.assert_allclose([said[f"credit{k}"] for k in range(1, 6)], published, atol=5e-4)
    assert said["share"] == pytest.approx(53 / 1272)


def test_the_record(rows) -> None:
    same(read_matrix(PACK / "crisis-record.csv"), TOOL["record"](rows))


def test_credit_is_like_the_panels(shared, rows) -> None:
    """Loans to business and on real estate grow as all loans of the panel do, 1960 to 2008."""
    kept = read_matrix(PACK / "us-credit.csv")
    same(kept, TOOL["credit"](shared / "data/track/us_fred_md.csv.gz"))
    mine = pd.Series(kept.column("credit"), index=[int(r) for r in kept.rows])
    panel = rows[rows["iso"] == "USA"].set_index("year")
    theirs = panel["credit1"].shift(-1).loc[1960:2007]
    assert mine.loc[1960:2007].corr(theirs) == pytest.approx(0.94, abs=5e-3)
    began = [int(r) for r, c in zip(kept.rows, kept.column("crisis"), strict=True) if c == 1]
    assert began == [y for y in panel.index[panel["crisis"] == 1] if y >= 1960]
