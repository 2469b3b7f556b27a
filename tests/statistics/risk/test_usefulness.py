"""Usefulness by hand, and thresholds that are best."""

import numpy as np
import pytest
from scipy.stats import norm

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.scores import auroc
from tinbergen.statistics.risk.usefulness import auroc_error, best_threshold, usefulness

EVENT = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
ALARM = [1, 0, 1, 1, 0, 0, 0, 0, 0, 0]


def test_by_hand():
    """Half of the crises missed, a quarter of the calm with an alarm."""
    ad = usefulness(ALARM, EVENT, 0.5, measure="alessi-detken")
    assert (ad.missed, ad.false_alarms) == (0.5, 0.25)
    assert ad.usefulness == pytest.approx(0.5 - 0.25 - 0.125)
    assert ad.relative == pytest.approx(0.25)
    sarlin = usefulness(ALARM, EVENT, 0.9)
    assert sarlin.usefulness == pytest.approx(min(0.18, 0.08) - 0.18 * 0.5 - 0.08 * 0.25)
    assert sarlin.to_frame().index.tolist() == ["sarlin"]


def test_the_best_threshold_beats_all_others():
    rng = np.random.default_rng(2)
    event = (rng.random(300) < 0.1).astype(float)
    p = np.round(rng.random(300) * 0.5 + 0.3 * event, 2)
    best = best_threshold(p, event, 0.9)
    tried = [usefulness(p >= t, event, 0.9).usefulness for t in np.unique(p)]
    assert best.usefulness == pytest.approx(max(tried))
    assert usefulness(p >= best.threshold, event, 0.9).usefulness == pytest.approx(best.usefulness)


def test_no_alarm_where_none_is_of_use():
    assert best_threshold([0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0], 0.1).threshold == np.inf


def test_the_error_of_an_area_is_that_of_many_samples():
    rng = np.random.default_rng(4)
    areas, errors = [], []
    for _ in range(300):
        event = np.r_[np.ones(40), np.zeros(120)]
        p = rng.standard_normal(160) + event
        areas.append(auroc(p, event))
        errors.append(auroc_error(p, event))
    assert np.mean(areas) == pytest.approx(norm.cdf(1 / np.sqrt(2)), abs=0.01)
    assert np.mean(errors) == pytest.approx(np.std(areas), rel=0.1)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("F053", lambda: usefulness(ALARM, EVENT, 1.0)),
        ("F054", lambda: usefulness(ALARM[1:], EVENT)),
        ("F123", lambda: usefulness(ALARM, [0] * 10)),
        ("F123", lambda: usefulness([0.5] * 10, EVENT)),
        ("F050", lambda: auroc_error([0.1, 0.2, 0.3], [1, 0, 0])),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
