"""Growth at risk: what it takes and shows, and a record without hindsight."""

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb


def economy(seed=0, length=120):
    rng = np.random.default_rng(seed)
    stress = np.zeros(length)
    for t in range(1, length):
        stress[t] = 0.8 * stress[t - 1] + 0.5 * rng.standard_normal()
    growth = np.zeros(length)
    growth[1:] = 2.0 - stress[:-1] + np.exp(0.3 * stress[:-1]) * rng.standard_normal(length - 1)
    dates = pd.period_range("1990Q1", periods=length, freq="Q")
    return pd.DataFrame({"growth": growth, "stress": stress}, dates)


def test_the_result_has_a_table_and_a_picture():
    data = economy()
    found = tb.growth_at_risk(data, "growth", "stress, growth", 1)
    frame = found.to_frame()
    assert frame.index[0] == pd.Period("1990Q1")
    assert np.isnan(frame["outturn"].iloc[-1])
    assert frame["outturn"].iloc[0] == data["growth"].iloc[1]
    assert (frame["shortfall"] < frame["q05"]).mean() > 0.9
    assert (found.longrise > found.shortfall).all()
    worst = int(np.argmax(data["stress"].to_numpy()))
    assert found.probability()[worst] > found.probability().mean()
    assert "1990" in found.plot().svg("en")
    assert found.plot().svg("zh").startswith("<svg")


def test_the_record_does_not_see_what_came_later():
    data = economy(length=80)
    whole = tb.growth_at_risk_record(data, "growth", "stress, growth", 2, first="2007Q1")
    changed = data.copy()
    changed.loc["2008Q1":] += 3.0
    other = tb.growth_at_risk_record(changed, "growth", "stress, growth", 2, first="2007Q1")
    early = 4
    for name, density in whole.densities.items():
        again = other.densities[name]
        np.testing.assert_allclose(density.quantiles[:early], again.quantiles[:early])
        assert not np.allclose(density.quantiles[early:], again.quantiles[early:])
    frame = whole.to_frame()
    assert frame.index.tolist() == ["growth at risk", "growth alone", "autoregression", "garch"]
    assert whole.compare("garch", "left").mean_difference == pytest.approx(
        frame["left"].iloc[0] - frame["left"].iloc[3]
    )
    assert "2007" in whole.plot().describe("en")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda d: tb.growth_at_risk(d, "growth", "stress", 0), "F053"),
        (lambda d: tb.growth_at_risk(d, "growth", "stres"), "D002"),
        (lambda d: tb.growth_at_risk(d.iloc[:6], "growth", "stress"), "F050"),
        (lambda d: tb.growth_at_risk_record(d, "growth", "stress", first="1950Q1"), "F053"),
        (lambda d: tb.growth_at_risk_record(d, "growth", "stress", first="1991Q1"), "F050"),
    ],
)
def test_refusals(call, code):
    with pytest.raises(tb.TinbergenError) as fault:
        call(economy())
    assert fault.value.code == code
