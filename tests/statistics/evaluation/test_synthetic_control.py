"""Laws of synthetic controls and of synthetic difference-in-differences."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.simplex import nearest_mixture
from tinbergen.statistics.evaluation.synthetic_control_result import SyntheticControl
from tinbergen.statistics.evaluation.synthetic_weights import Effort, Search

FAST = Effort(20, 2, 2)


def long(y: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
    units, periods = y.shape
    table = {
        "unit": np.repeat([f"u{i}" for i in range(units)], periods),
        "year": np.tile(np.arange(2001, 2001 + periods), units),
        "y": y.ravel(),
    }
    return pd.DataFrame(table | {name: values.ravel() for name, values in columns.items()})


def walks(seed: int = 0, units: int = 9, periods: int = 16) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(units, periods)).cumsum(axis=1) + 20


def control(frame: pd.DataFrame, **options: object) -> SyntheticControl:
    asked = {"unit": "unit", "time": "year", "treated": "u0", "start": 2011, "effort": FAST}
    return tb.synthetic_control(frame, "y", **(asked | options))  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(2, 8))
def test_the_mixture_is_on_the_simplex_and_none_is_nearer(seed: int, m: int, J: int) -> None:
    rng = np.random.default_rng(seed)
    B = rng.normal(size=(m, J)) + rng.normal(size=(m, 1))
    w = nearest_mixture(B)
    assert w.min() >= 0
    assert w.sum() == pytest.approx(1)
    point = B @ w
    # The nearest point of a hull: no vertex lies on its near side.
    assert (point @ B).min() >= point @ point - 1e-8


def test_the_gradient_is_that_of_differences() -> None:
    rng = np.random.default_rng(3)
    search = Search(rng.normal(size=(3, 8)) + 1.5, rng.normal(size=(12, 8)))
    at = rng.normal(size=3)
    loss, gradient = search.with_gradient(at)
    assert loss == pytest.approx(search.loss(at))
    steps = 1e-6 * np.eye(3)
    slopes = [(search.loss(at + s) - search.loss(at - s)) / 2e-6 for s in steps]
    assert gradient == pytest.approx(slopes, abs=1e-5)


def test_a_unit_that_is_a_mixture_is_found_again() -> None:
    y = walks()
    y[0] = 0.3 * y[2] + 0.7 * y[5]
    y[0, 10:] += 4.0
    found = control(long(y))
    assert found.mixture() == pytest.approx({"u5": 0.7, "u2": 0.3}, abs=1e-6)
    assert found.effect == pytest.approx(4.0, abs=1e-6)
    assert found.p_value == pytest.approx(1 / 9)
    assert "p = 0.111" in repr(found)
    assert "p = 0.111" in found.summary("zh")


def test_without_an_effect_the_gap_is_nothing_and_p_is_one() -> None:
    common = walks(1, 1)
    found = control(long(np.repeat(common, 6, axis=0)))
    assert found.gap == pytest.approx(np.zeros(16), abs=1e-9)
    assert found.p_value == 1.0


def test_the_order_of_units_and_rows_changes_nothing() -> None:
    y = walks(2)
    frame = long(y, x=np.random.default_rng(4).normal(size=y.shape))
    predictors = "x, y@2003, y@2008:2010"
    one = control(frame, predictors=predictors)
    other = control(frame.sample(frac=1, random_state=1), predictors=predictors)
    assert other.gap == pytest.approx(one.gap, abs=1e-6)
    assert other.p_value == one.p_value
    assert one.weights.sum() == pytest.approx(1)
    assert one.importance.sum() == pytest.approx(1)
    assert one.plot().svg("zh").startswith("<svg")
    assert one.to_frame().shape == (16, 3)


def test_a_column_says_the_same_as_unit_and_start() -> None:
    y = walks(5)
    on = np.zeros_like(y)
    on[0, 10:] = 1
    frame = long(y, on=on)
    named = control(frame)
    marked = control(frame, treated="on", start=None)
    np.testing.assert_array_equal(named.gap, marked.gap)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("F152", {"start": 2001}),
        ("D094", {"start": 2031}),
        ("D095", {"treated": "u99"}),
        ("D090", {"treated": "on", "start": None}),
        ("F154", {"treated": "y", "start": None}),
        ("F150", {"treated": "none", "start": None}),
        ("F155", {"treated": "ends", "start": None}),
        ("F156", {"treated": "twice", "start": None}),
        ("F164", {"treated": "two", "start": None}),
        ("F151", {"treated": "all", "start": None}),
        ("F160", {"predictors": "y@2008:2012"}),
        ("F161", {"predictors": "y@"}),
        ("F162", {"predictors": "gone"}),
        ("F163", {"predictors": "none"}),
    ],
)
def test_what_can_not_be_measured_is_refused(code: str, options: dict[str, object]) -> None:
    y = walks(6)
    zero = np.zeros_like(y)
    ends, twice, two, every, gone = (zero.copy() for _ in range(5))
    ends[0, 10:13] = 1
    twice[0, 10:], twice[1, 12:] = 1, 1
    two[:2, 10:], every[:, 10:] = 1, 1
    gone[3] = np.nan
    gone[4] = 2
    marks = {"none": zero, "ends": ends, "twice": twice, "two": two, "all": every, "gone": gone}
    with pytest.raises(TinbergenError) as fault:
        control(long(y, **marks), **options)
    assert fault.value.code == code
    for lang in ("en", "zh"):
        assert "{" not in fault.value.render(lang)


def test_a_missing_outcome_and_one_unit_alone() -> None:
    y = walks(7)
    with pytest.raises(TinbergenError, match="F151"):
        control(long(y[:1]))
    y[4, 3] = np.nan
    with pytest.raises(TinbergenError, match="F157"):
        control(long(y))


def test_synthetic_did_takes_out_levels_and_common_shocks() -> None:
    rng = np.random.default_rng(8)
    y = rng.normal(size=(10, 1)) + rng.normal(size=(1, 16)).cumsum()
    y[0, 10:] += 2.5
    found = tb.synthetic_did(long(y), "y", unit="unit", time="year", treated="u0", start=2011)
    assert found.estimate.value == pytest.approx(2.5, abs=1e-6)
    assert found.placebos == pytest.approx(np.zeros(9), abs=1e-6)
    assert found.backdated == pytest.approx(0.0, abs=1e-6)
    assert found.unit_weights.sum() == pytest.approx(1)
    assert found.period_weights.min() >= 0
    assert found.plot().svg("en").startswith("<svg")


def test_synthetic_did_of_several_units() -> None:
    y = walks(9, 14)
    two = np.zeros_like(y)
    two[:2, 10:] = 1
    found = tb.synthetic_did(long(y, two=two), "y", unit="unit", time="year", treated="two")
    assert found.treated == ("u0", "u1")
    assert len(found.placebos) == 200
    assert found.estimate.se > 0
    few = tb.synthetic_did(
        long(y[:4], two=two[:4]), "y", unit="unit", time="year", treated="two", draws=20
    )
    assert np.isnan(few.estimate.se) == (len(few.placebos) == 0)
    with pytest.raises(TinbergenError, match="F167"):
        tb.synthetic_did(long(y), "y", unit="unit", time="year", treated="u0", start=2002)
