"""An outlook with a record as a world: its path, whole past errors, means over periods."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.sources import us_quarterly
from tinbergen.loop.case.worldspec import IndicatorMap, WorldSpec
from tinbergen.loop.outlook.file import outlook
from tinbergen.loop.outlook.kept import as_of
from tinbergen.loop.worlds.recorded import recorded
from tinbergen.loop.worlds.table_world import TableWorld

AS_OF = Period.parse("2008Q3")
SPAN = (AS_OF + 1).to(AS_OF + 16)


@pytest.fixture(scope="module")
def found():
    spec = WorldSpec(
        "record", outlook=outlook("us-final"),
        indicators={
            "U": IndicatorMap("U", 1.0, 0.5), "INFL": IndicatorMap("CPI"),
            "INFL4": IndicatorMap("CPI", over=4),
        },
    )  # fmt: skip
    return recorded(spec, us_quarterly().until(AS_OF), SPAN)[0], as_of(*outlook("us-final"), AS_OF)


def test_the_path_is_the_outlooks_and_stays_at_its_end(found) -> None:
    forecast, known = found
    np.testing.assert_allclose(forecast.mean["U"][:12], known.point["U"] + 0.5)
    np.testing.assert_allclose(forecast.mean["U"][12:], known.point["U"][-1] + 0.5)
    np.testing.assert_allclose(forecast.errors["U"][:, 12:], known.errors["U"][:, -1:].repeat(4, 1))


def test_means_begin_in_the_data(found) -> None:
    forecast, _ = found
    past = us_quarterly().until(AS_OF)["INFL"][-3:]
    inflation, year = forecast.mean["INFL"], forecast.mean["INFL4"]
    assert year[0] == pytest.approx((past.sum() + inflation[0]) / 4)
    assert year[5] == pytest.approx(inflation[2:6].mean())
    np.testing.assert_allclose(forecast.errors["INFL4"][:, 0], forecast.errors["INFL"][:, 0] / 4)


def test_data_before_are_brought_to_the_means_units() -> None:
    """A rise of prices told as a share a quarter, its mean over a year as an index from 100."""
    indicators = {"SHARE": IndicatorMap("CPI", 0.0025, 1.0), "YEAR": IndicatorMap("CPI", 2, 100, 4)}
    spec = WorldSpec("record", outlook=outlook("us-final"), indicators=indicators)
    data = us_quarterly().until(AS_OF)
    data = data.assign(SHARE=0.0025 * data["INFL"] + 1)
    mean = recorded(spec, data, SPAN)[0].mean
    whole = np.r_[data["INFL"][-3:], (mean["SHARE"] - 1) / 0.0025]
    expected = 2 * np.convolve(whole, np.full(4, 0.25), "valid") + 100
    np.testing.assert_allclose(mean["YEAR"], expected)


def test_draws_are_whole_past_paths_of_all_variables(found) -> None:
    forecast, _ = found
    world = TableWorld("record", outlook("us-final")[0].title.text(), SPAN, 12, 300, 1, forecast)
    draws = world.outlook()
    assert world.uncertain
    assert "score" in world.answers
    own = {n: forecast.errors[n] - forecast.errors[n].mean(axis=0) for n in ("U", "INFL")}
    apart = {n: draws[n] - forecast.mean[n] for n in own}
    for d in range(0, 300, 37):
        row = int(np.abs(own["U"] - apart["U"][d]).max(axis=1).argmin())
        for name in apart:
            np.testing.assert_allclose(apart[name][d], own[name][row], atol=1e-9)
    assert abs(apart["U"][:, 8].mean()) < 0.25 * apart["U"][:, 8].std()
    # Recessions come fast: errors of unemployment lean upwards, and so do draws.
    assert (apart["U"][:, 8] ** 3).mean() > 0


def test_a_mean_needs_data_before(found) -> None:
    spec = WorldSpec(
        "record", outlook=outlook("us-final"), indicators={"INFL4": IndicatorMap("CPI", over=4)}
    )
    with pytest.raises(TinbergenError) as fault:
        recorded(spec, us_quarterly().until(AS_OF), SPAN)
    assert fault.value.code == "L126"
