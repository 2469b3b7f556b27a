"""Who pays federal taxes and gets means-tested transfers in the United States: as published."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.text import Text
from tinbergen.data.matrix import read_matrix
from tinbergen.loop.case.fiscal import way

FILE = Path(__file__).parents[3] / "src/tinbergen/domains/macro/us-incidence.csv"
TABLE = read_matrix(FILE)

#: Congressional Budget Office (2026), The Distribution of Household Income, 2022, additional data:
#: millions of households, mean means-tested transfers and federal taxes in thousands of dollars.
HOUSEHOLDS = np.array([26.4, 26.9, 26.4, 25.9, 25.5])
TRANSFERS = np.array([19.0, 9.6, 5.6, 3.0, 1.7])
TAXES = np.array([0.4, 5.6, 12.6, 25.1, 106.7])


def test_taxes_are_the_published_shares() -> None:
    """Table 12: .3, 3.9, 8.6 and 16.8 percent; 14.6, 11.3, 17.0 and 27.3 of the parts of the
    highest fifth. They agree with means times households but for rounding."""
    _, shares = way(TABLE, "federal taxes of 2022")
    assert shares[:4].tolist() == [0.3, 3.9, 8.6, 16.8]
    assert shares[4] == pytest.approx(14.6 + 11.3 + 17.0 + 27.3)
    np.testing.assert_allclose(shares, 100 * HOUSEHOLDS * TAXES / (131.7 * 29.4), atol=0.3)


def test_transfers_are_means_times_households() -> None:
    title, shares = way(TABLE, "means-tested transfers of 2022")
    total = HOUSEHOLDS * TRANSFERS
    np.testing.assert_allclose(shares, 100 * total / total.sum(), atol=0.06)
    assert shares.sum() == pytest.approx(100, abs=0.15)
    assert total.sum() == pytest.approx(131.7 * 7.9, rel=0.015)
    assert title == Text("means-tested transfers of 2022", "2022年经济审查型转移支付")


def test_it_says_where_it_is_from() -> None:
    for said in (TABLE.source.en, TABLE.source.zh):
        assert "cbo.gov/publication/61911" in said
        assert "2022" in said
    assert TABLE.source.en.isascii()
    assert all(" | " in label for label in (*TABLE.rows, *TABLE.columns))
