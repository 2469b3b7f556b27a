"""Labels ahead and records that know only what was known."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.recession import (
    labels_ahead,
    recession_record,
    recession_risk,
)
from tinbergen.statistics.regression.probit import fit_probit


def economy(seed=0, length=240):
    rng = np.random.default_rng(seed)
    state = np.zeros(length)
    for start in range(15, length, 40):
        state[start : start + 5] = 1.0
    spread = np.convolve(state, np.ones(4), "full")[3 : length + 3] + rng.standard_normal(length)
    return state, spread


def test_labels():
    state = [0, 0, 1, 1, 0, 0]
    np.testing.assert_equal(labels_ahead(state, 2), [1, 1, 1, 0, np.nan, np.nan])
    np.testing.assert_equal(labels_ahead(state, 2, "at"), [1, 1, 0, 0, np.nan, np.nan])
    assert np.isnan(labels_ahead(state, 6)).all()
    np.testing.assert_equal(labels_ahead([0, np.nan, 1], 1), [np.nan, 1, np.nan])


def test_a_record_does_not_see_what_came_later():
    state, spread = economy()
    whole = recession_record(state, spread, 4, 100, delay=4)
    changed = state.copy()
    changed[180:] = 1.0 - changed[180:]
    other = recession_record(changed, spread, 4, 100, delay=4)
    early = whole.origins < 184
    np.testing.assert_array_equal(whole.probability[early], other.probability[early])
    assert (whole.probability[~early][10:] != other.probability[~early][10:]).any()
    at = int(np.flatnonzero(whole.origins == 150)[0])
    seen = slice(0, 150 - 8 + 1)
    by_hand = fit_probit(labels_ahead(state, 4)[seen], spread[seen]).probability(spread[150:151])
    assert whole.probability[at] == pytest.approx(by_hand[0], rel=1e-12)
    assert whole.climatology[at] == pytest.approx(labels_ahead(state, 4)[seen].mean())
    assert whole.episodes == 3
    assert whole.auroc > 0.7
    assert whole.brier < whole.brier_climatology


def test_risk_carries_its_record():
    state, spread = economy(1)
    risk = recession_risk(state, spread, 4, 100, delay=2, every=4, names=["spread"])
    assert 0.0 < risk.probability < 1.0
    assert risk.origin == 239
    assert risk.fit.names == ("constant", "spread")
    assert risk.to_frame().shape == (1, 5)
    assert risk.record.to_frame().shape == (136, 3)


def test_refusals():
    state, spread = economy()
    for code, change in (
        ("F053", {"horizon": 0}),
        ("F053", {"first": 240}),
        ("F053", {"delay": -1}),
        ("F054", {"regressors": spread[1:]}),
        ("F050", {"first": 3}),
        ("F123", {"recession": state + 1}),
    ):
        options = {"recession": state, "regressors": spread, "horizon": 4, "first": 100, **change}
        with pytest.raises(TinbergenError) as fault:
            recession_record(**options)
        assert fault.value.code == code
