"""The line through the others, against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from tinbergen.core.errors import TinbergenError
from tinbergen.economics.peers import against_income

RNG = np.random.default_rng(5)
INCOME = np.exp(RNG.normal(10, 0.6, 27))
VALUES = 10 * np.log(INCOME) - 50 + RNG.normal(0, 4, 27)


def test_the_interval_is_that_of_a_prediction() -> None:
    unit = 6
    others = np.arange(27) != unit
    line = sm.OLS(VALUES[others], sm.add_constant(np.log(INCOME[others]))).fit()
    frame = line.get_prediction(np.array([[1.0, np.log(INCOME[unit])]])).summary_frame(alpha=0.1)
    found = against_income(VALUES, INCOME, unit)
    assert found.expected == pytest.approx(frame["mean"].iloc[0])
    assert found.gap - found.lower == pytest.approx(frame["obs_ci_upper"].iloc[0] - found.expected)
    assert found.slope == pytest.approx(line.params[1])
    assert found.slope_error == pytest.approx(line.bse[1])
    assert found.r2 == pytest.approx(line.rsquared)


def test_gaps_of_parts_sum_to_that_of_the_whole() -> None:
    part = RNG.normal(size=27)
    whole = against_income(VALUES, INCOME, 3).gap
    pieces = [against_income(v, INCOME, 3).gap for v in (part, VALUES - part)]
    assert sum(pieces) == pytest.approx(whole)


@pytest.mark.parametrize(
    ("code", "values", "income"),
    [
        ("F050", VALUES[:5], INCOME[:5]),
        ("F054", VALUES, INCOME[:5]),
        ("F055", VALUES, np.ones(27)),
    ],
)
def test_what_gives_no_line_is_said(code, values, income) -> None:
    with pytest.raises(TinbergenError) as told:
        against_income(values, income, 0)
    assert told.value.code == code
