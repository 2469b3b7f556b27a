"""A record by year knows nothing of later years."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.regression.logit import fit_logit
from tinbergen.statistics.risk.early_warning import early_warning_record
from tinbergen.statistics.risk.usefulness import best_threshold


def panel():
    rng = np.random.default_rng(1)
    units, years = np.repeat(list("abcdefgh"), 50), np.tile(np.arange(1950, 2000), 8)
    credit = rng.standard_normal(400)
    event = (rng.random(400) < 1 / (1 + np.exp(2.5 - 1.2 * credit))).astype(float)
    return event, credit, units, years


def test_what_came_later_does_not_matter():
    event, credit, units, years = panel()
    whole = early_warning_record(event, credit, units, years, 1980, delay=1)
    changed = np.where(years >= 1990, 1.0 - event, event)
    other = early_warning_record(changed, credit, units, years, 1980, delay=1)
    early = whole.years < 1992
    for name in ("probability", "threshold", "alarm"):
        first, second = getattr(whole, name), getattr(other, name)
        np.testing.assert_array_equal(
            first[early & (whole.years < 1991)], second[early & (whole.years < 1991)]
        )
        assert (first[~early] != second[~early]).any()
    past = years < 1979
    fit = fit_logit(event[past], credit[past])
    row = (whole.years == 1980) & (np.array(whole.units) == "c")
    assert whole.probability[row] == pytest.approx(
        fit.probability(credit[(years == 1980) & (units == "c")])
    )
    assert whole.threshold[row][0] == best_threshold(fit.fitted, event[past], 0.9).threshold
    assert whole.auroc > 0.7
    low, high = whole.interval()
    assert low < whole.auroc < high
    assert whole.to_frame().shape == (160, 5)
    assert "1980" in whole.plot().svg("en")


def test_with_effects_units_wait_for_their_first_crisis():
    event, credit, units, years = panel()
    event[(units == "b") & (years < 1990)] = 0.0
    event[(units == "b") & (years == 1990)] = 1.0
    record = early_warning_record(event, credit, units, years, 1980, effects=True)
    assert record.to_frame().loc["b"].index.min() == 1991


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F053", {"first": 2010}),
        ("F053", {"delay": -1}),
        ("F054", {"years": np.arange(3)}),
        ("F050", {"first": 1950}),
    ],
)
def test_refusals(code, change):
    event, credit, units, years = panel()
    given = {"event": event, "regressors": credit, "units": units, "years": years, "first": 1980}
    with pytest.raises(TinbergenError) as fault:
        early_warning_record(**(given | change))
    assert fault.value.code == code
