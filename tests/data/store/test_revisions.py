"""What changed between two dates: revised, new, taken back, rebased."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Observation, Revisions, Store

NAN = np.nan


def test_changes_are_revisions_news_and_removals() -> None:
    before = Dataset.of("2007Q1", {"gdp": [1.0, 2.0, 3.0], "cpi": [5.0, 6.0, NAN]})
    after = Dataset.of("2007Q2", {"gdp": [2.0, 3.5, 4.0], "jobs": [7.0, 8.0, NAN]})
    found = Revisions.between(before, after)
    assert found.names == ("gdp", "cpi", "jobs")
    np.testing.assert_array_equal(found.revised("gdp"), [NAN, 0.0, 0.5, NAN])
    assert found.new("gdp").tolist() == [False, False, False, True]
    assert found.removed("gdp").tolist() == [True, False, False, False]
    rows = [tuple(row[:3]) for row in found.to_frame().itertuples(index=False)]
    assert rows == [
        ("gdp", "2007Q1", "removed"), ("gdp", "2007Q3", "revised"), ("gdp", "2007Q4", "new"),
        ("cpi", "2007Q1", "removed"), ("cpi", "2007Q2", "removed"),
        ("jobs", "2007Q2", "new"), ("jobs", "2007Q3", "new"),
    ]  # fmt: skip
    assert "revised" in repr(found)


def test_a_change_of_base_moves_the_whole_level() -> None:
    level = np.linspace(100.0, 120.0, 12)
    before = Dataset.of("2007Q1", {"gdp": level, "cpi": level, "saving": level - 110})
    revised = level * np.where(np.arange(12) < 6, 1.03, 1.0)
    after = Dataset.of("2007Q1", {"gdp": level * 1.1, "cpi": revised, "saving": level - 111})
    found = Revisions.between(before, after).rebased()
    assert set(found) == {"gdp"}
    assert found["gdp"] == pytest.approx(1.1)


def test_datasets_of_two_frequencies_are_not_compared() -> None:
    one, other = (Dataset.of(start, {"gdp": [1.0]}) for start in ("2007Q1", "2007-01"))
    with pytest.raises(TinbergenError) as fault:
        Revisions.between(one, other)
    assert fault.value.code == "C002"


def test_a_store_compares_its_vintages() -> None:
    p = Period.parse
    store = Store(
        Observation("gdp", p(period), p(vintage), value)
        for period, vintage, value in (
            ("2007Q1", "2007Q2", 1.0), ("2007Q2", "2007Q3", 2.0), ("2007Q1", "2007Q3", 1.5),
        )
    )  # fmt: skip
    found = store.between("2007Q2", "2007Q3")
    assert (found.before.vintage, found.after.vintage) == ("2007Q2", "2007Q3")
    np.testing.assert_array_equal(found.revised("gdp"), [0.5, NAN])
    assert found.new("gdp").tolist() == [False, True]
