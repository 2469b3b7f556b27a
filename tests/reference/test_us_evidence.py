"""The table of effects of the United States against the studies whose data it is made from."""

import importlib.util
import types
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tinbergen.statistics.evaluation.distributed_lag import distributed_lag
from tinbergen.statistics.evaluation.local_projections import local_projections
from tinbergen.statistics.evaluation.policy_counterfactual import counterfactual_rule
from tinbergen.statistics.evaluation.recursive_var import recursive_var

ROOT = Path(__file__).parents[2]
MACRO = ROOT / "src/tinbergen/domains/macro"


@pytest.fixture(scope="module")
def tool() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_us_evidence", ROOT / "tools/build_us_evidence.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts(tool, shared):
    """Effects and responses of purchases, transfers and the rate; Okun's law."""
    track = shared / "data/track"
    money = track / "mckay_wolf_2023_us_q.csv"
    return (
        tool.fiscal(track / "ramey_zubairy_2018_q.csv"),
        tool.taxes(track / "romer_romer_2010_tax_q.csv"),
        tool.monetary(money),
        tool.okun(money, MACRO / "us-1959-2026.csv"),
    )


def split(text: str) -> tuple[list[str], pd.DataFrame]:
    lines = text.splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    table = pd.DataFrame(rows[1:], columns=rows[0])
    return [line for line in lines if line.startswith("#")], table


def test_the_file_is_the_one_that_the_tool_builds(tool, parts) -> None:
    said, table = split(tool.written(*parts))
    shipped, there = split((MACRO / "us-evidence.csv").read_text("utf-8"))
    assert said == shipped
    keys = ["instrument", "indicator", "horizon"]
    assert (table[keys] == there[keys]).all(axis=None)
    numbers = [t[["effect", "error"]].to_numpy(float) for t in (table, there)]
    np.testing.assert_allclose(*numbers, atol=2e-4)


def test_one_quarter_is_found_from_a_lasting_path(tool) -> None:
    """A smooth effect is recovered from the responses that it makes, of two shocks together."""
    effect = np.interp(np.arange(20), [0, 4, 12, 20], [0.2, 0.5, -0.1, 0.0])
    paths = np.array([0.9 ** np.arange(25), np.exp(-0.5 * (np.arange(25) / 3 - 2) ** 2)])
    response = tool.shifts(paths, 20) @ effect
    draws = np.random.default_rng(1).standard_normal((400, 1, 25)) * 0.02
    many = np.concatenate([response[None], response + draws])
    found = tool.one_quarter(np.broadcast_to(paths, many.shape), many, 20)
    np.testing.assert_allclose(found[0], effect, atol=0.04)
    miss = (tool.shifts(paths, 20) @ found[0] - response) / 0.02
    assert np.sqrt(np.mean(miss**2)) == pytest.approx(0.25, abs=0.03)


def test_responses_to_spending_are_those_of_local_projections(parts, shared) -> None:
    """To the last digit, and their errors to what a thousand draws leave."""
    d = pd.read_csv(shared / "data/track/ramey_zubairy_2018_q.csv")
    data = {"y": 100 * d.rgdp / d.rgdp_pott6, "g": 100 * d.ngov / d.pgdp / d.rgdp_pott6}
    known = local_projections(data, "y", "g", 24, lagged=["g", "y"], hac_lags=24)
    found = parts[0]["output"]
    np.testing.assert_allclose(found[0], known.estimate, atol=1e-9)
    np.testing.assert_allclose(found[1:].std(axis=0), known.se, rtol=0.12)


def test_multipliers_as_published(tool, parts) -> None:
    """Ramey and Zubairy (2018), table 1: .38 and .47 (Blanchard and Perotti), .66 and .71 (news).
    The effect of one quarter implies the first two; news it explains by half to two thirds."""
    bought = parts[0]
    direct = [tool.multiplier(bought["spending"], bought["output"], n) for n in (8, 16)]
    assert direct == pytest.approx([0.38, 0.47], abs=5e-3)
    path = bought["spending"][:1]
    implied = (tool.shifts(path, 20) @ bought["gap"][:1, :, None])[..., 0]
    assert [tool.multiplier(path, implied, n) for n in (8, 16)] == pytest.approx(direct, abs=0.01)
    news, made = bought["spending after news"], bought["output after news"]
    assert [tool.multiplier(news, made, n) for n in (8, 16)] == pytest.approx(
        [0.66, 0.71], abs=5e-3
    )
    implied = (tool.shifts(news[:1], 20) @ bought["gap"][:1, :, None])[..., 0]
    ratio = [tool.multiplier(made, implied, n) for n in (8, 16)]
    assert 0.5 < ratio[0] < ratio[1] < 0.67


def test_tax_changes_as_published(tool, parts, shared) -> None:
    """Romer and Romer (2010), figure 4: -3.08 per cent after ten quarters. Effects of one quarter
    add up to the response to a permanent change, within a quarter of its error."""
    d = pd.read_csv(shared / "data/track/romer_romer_2010_tax_q.csv")
    data = {
        "growth": 100 * np.log(d.gdp).diff(),
        "tax": 100 * (d.defic + d.longr) / d.nomgdp,
    }
    known = distributed_lag(data, "growth", "tax", 12, sample=d.quarter >= "1950Q1", hac_lags=0)
    found = parts[1]["output"]
    assert found[0, 10] == pytest.approx(-3.08, abs=5e-3)
    np.testing.assert_allclose(found[0], known.estimate, atol=1e-9)
    miss = (parts[1]["gap"][0].cumsum() + found[0]) / tool.deviations(found)
    assert np.sqrt(np.mean(miss**2)) == pytest.approx(0.25, abs=1e-3)


@pytest.fixture(scope="module")
def menu(tool, shared):
    """Responses of the rate, the gap and inflation to both monetary shocks, with draws."""
    return recursive_var(
        tool.sample(shared / "data/track/mckay_wolf_2023_us_q.csv"),
        ["mp1_tc", "ygap_hp", "infl", "lpcom", "rr_3", "ffr"], 4, tool.HORIZON,
        shocks=["mp1_tc", "rr_3"], outcomes=["ffr", "ygap_hp", "infl"], trend=True, draws=400,
    )  # fmt: skip


@pytest.mark.parametrize("quarters", [1, 2, 4, 6])
def test_the_rate_does_what_mckay_and_wolf_s_way_says(tool, parts, menu, quarters: int) -> None:
    """Two shocks that bring the rate nearest to 1 percent more for a while, and the effect of one
    quarter over the path that results, agree for other spells too than the year that it is made
    from: output within half a standard error, inflation, to the fourth year, within one."""
    money = parts[2]
    wanted = np.where(np.arange(25) < quarters, 1.0, 0.0)
    base = {"ffr": -wanted, "ygap_hp": 0 * wanted, "infl": 0 * wanted}
    other = counterfactual_rule(base, menu, {"ffr": {0: 1}})
    rate = other.paths[:, 0, 0] + wanted
    for k, name, periods, most in ((1, "gap", 25, 0.55), (2, "INFL", 16, 1.0)):
        error = other.drawn[:, :, k, 0].std(axis=0)
        miss = tool.shifts(rate, 20) @ money[name][0] - other.paths[:, k, 0]
        scaled = (miss / np.maximum(error, 0.2 * error.max()))[:periods]
        assert np.sqrt(np.mean(scaled**2)) < (most if quarters != 4 else 0.3), name


def test_what_is_said_of_the_monetary_shocks(tool, parts, menu) -> None:
    """Gertler and Karadi's shock: little on impact, output and prices up for a year within their
    errors; Romer and Romer's alone has more effect. Medians are nearer to zero than estimates.
    Prices per output are less uncertain than those after purchases, and several times as much."""
    money, bought = parts[2], parts[0]
    surprise, errors = menu.responses[:4, :, 0], menu.drawn[:, :4, :, 0].std(axis=0)
    assert surprise[0, 0] < 1.5 * errors[0, 0] < 0.1
    assert (surprise[:, 1:] > 0).all()
    assert (surprise[:, 1:] < errors[:, 1:]).all()
    sums = {name: money[name][0].sum() for name in ("first alone", "second alone")}
    assert sums["second alone"] < 2 * sums["first alone"] < 0
    for name in ("gap", "INFL"):
        assert np.median(money[name][1:].sum(axis=1)) > money[name][0].sum(), name
    assert abs(money["inflation"][0, -1]) > tool.deviations(money["inflation"])[-1]
    slopes = {n: (p["slope"][0, 0], tool.deviations(p["slope"])[0]) for n, p in
              (("rate", money), ("purchases", bought))}  # fmt: skip
    assert abs(slopes["purchases"][0]) < slopes["purchases"][1]
    assert slopes["rate"][0] > 5 * slopes["purchases"][0]


def test_what_is_said_of_inflation_after_purchases(tool, parts) -> None:
    """Smoothed less, it swings by several times as much."""
    bought = parts[0]
    spent, prices = bought["spending"][:, None], bought["prices"][:, None]
    loose = tool.one_quarter(spent.cumsum(axis=-1) / 4, prices, 20)[0]
    assert np.ptp(loose) > 3 * np.ptp(bought["INFL"][0])


def test_okun(parts) -> None:
    """Half a point of unemployment for a percent of output within a year (Okun 1962 had a third,
    of output rather than of its gap)."""
    jobs = parts[3]
    assert jobs[0].sum() == pytest.approx(-0.52, abs=0.01)
    assert (jobs[0] < 0).all()
