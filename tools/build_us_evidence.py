"""Build the table of effects of policy in the United States that the macroeconomic pack ships.

    python tools/build_us_evidence.py --fiscal RZ.csv --taxes RR.csv --monetary MW.csv \\
        --table US.csv --out EVIDENCE.csv

Nothing is fetched; the files are

- ``--fiscal``: Ramey and Zubairy (2018), quarterly; columns date, ngov, pgdp, rgdp, rgdp_pott6 and
  unemp.
- ``--taxes``: Romer and Romer (2010); columns quarter, gdp, nomgdp, defic and longr.
- ``--monetary``: McKay and Wolf (2023); columns date, ygap_hp, pgdp, lpcom, rr_3, mp1_tc and ffr.
- ``--table``: the pack's own table of the United States, for the unemployment rate.

A published response belongs to a path of the instrument that lasts; the table wants what one
quarter of it does. With p the estimated path of the instrument, R that of an indicator and w the
inverse of its standard errors, the effects k of one quarter minimise

    sum over h of w_h^2 (R_h - sum over s of p_s k_(h-s))^2 + penalty * sum over h of (D^2 k_h)^2

with D^2 second differences and k zero after its last quarter (smooth lags: Shiller 1973,
Econometrica 41(4)). The penalty is the largest that adds to the mean squared misfit the square of
a stated part of a standard error.

Every array has the estimate first and draws after it on its leading axis, shape (1 + DRAWS, ...):
those of a vector autoregression are posterior draws, those of regressions multiply scores by noise
whose covariance is Bartlett's kernel, so that they have the covariance of Newey and West. What
stands above the header of the table is in ``us_evidence_header.txt``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tinbergen.statistics.evaluation.policy_counterfactual import counterfactual_rule
from tinbergen.statistics.evaluation.recursive_var import recursive_var
from tinbergen.statistics.evaluation.responses import shifted

Array = NDArray[np.float64]

HORIZON = 24  #: last horizon of published responses that are matched
LENGTH = 20  #: quarters that the effect of one quarter lasts
TAX_LAGS = 12  #: as Romer and Romer (2010)
OKUN_LAGS = 4
ROWS = LENGTH + OKUN_LAGS
DRAWS, SEED = 1000, 2018
STABILISER = 0.35  #: fall of the deficit, percent of GDP, when output is 1 percent higher

HEADER = Path(__file__).with_name("us_evidence_header.txt")


def noise(periods: int, lags: int, seed: int) -> Array:
    """(1 + DRAWS, periods): a row of zeros, then noise with covariance 1 - |i - j| / (lags + 1)."""
    white = np.random.default_rng(seed).standard_normal((DRAWS, periods + lags))
    sums = np.cumsum(np.pad(white, ((0, 0), (1, 0))), axis=1)
    drawn = (sums[:, lags + 1 :] - sums[:, : -lags - 1]) / np.sqrt(lags + 1)
    return np.vstack([np.zeros(periods), drawn])


def least_squares(y: Array, x: Array, errors: Array) -> Array:
    """Coefficients (1 + DRAWS, k) of ``y`` (T,) on ``x`` (T, k); rows with gaps are left out."""
    rows = np.isfinite(y) & np.isfinite(x).all(axis=1)
    kept = x[rows]
    coefficients = np.linalg.lstsq(kept, y[rows], rcond=None)[0]
    scores = kept * (y[rows] - kept @ coefficients)[:, None]
    return np.asarray(coefficients + errors[:, rows] @ scores @ np.linalg.inv(kept.T @ kept))


def lags(values: Array, first: int, last: int) -> list[Array]:
    return [shifted(values, -lag) for lag in range(first, last + 1)]


def projections(outcome: Array, impulse: Array, controls: list[Array], errors: Array) -> Array:
    """(1 + DRAWS, HORIZON + 1): responses by local projections, four lags of the controls."""
    given = [lag for control in controls for lag in lags(control, 1, 4)]
    x = np.column_stack([impulse, *given, np.ones(len(impulse))])
    found = [least_squares(shifted(outcome, h), x, errors)[:, 0] for h in range(HORIZON + 1)]
    return np.column_stack(found)


def deviations(values: Array) -> Array:
    """Standard errors: half the distance of the quantiles at 16 and 84 per cent of draws."""
    low, high = np.quantile(values[1:], (0.16, 0.84), axis=0)
    return np.asarray((high - low) / 2)


def shifts(path: Array, length: int) -> Array:
    """(..., H + 1) as (..., H + 1, length): what ``length`` effects of one quarter add up to."""
    found = np.zeros((*path.shape, length))
    for lag in range(length):
        found[..., lag:, lag] = path[..., : path.shape[-1] - lag]
    return found


def one_quarter(path: Array, response: Array, length: int, part: float = 0.25) -> Array:
    """Effects (1 + DRAWS, length) of one quarter of an instrument.

    ``path`` and ``response`` (1 + DRAWS, shocks, H + 1) are of the instrument and the indicator;
    ``part`` of a standard error may be lost to smoothness. Standard errors count as a fifth of the
    largest at least, since a response that is zero by assumption has none.
    """
    error = deviations(response)
    weight = 1.0 / np.maximum(error, 0.2 * error.max())
    bent = np.diff(np.vstack([np.eye(length), np.zeros((2, length))]), n=2, axis=0)
    count = len(path)
    x = (shifts(path, length) * weight[..., None]).reshape(count, -1, length)
    y = (response * weight).reshape(count, -1, 1)
    moments, crossed = x.transpose(0, 2, 1) @ x, x.transpose(0, 2, 1) @ y

    def solve(penalty: float, rows: slice) -> Array:
        return np.linalg.solve(moments[rows] + penalty * bent.T @ bent, crossed[rows])

    def misfit(power: float) -> float:
        return float(np.mean((x[:1] @ solve(10.0**power, slice(1)) - y[:1]) ** 2))

    low, high = -6.0, 8.0
    allowed = misfit(low) + part**2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if misfit(middle) < allowed else (low, middle)
    return np.asarray(solve(10.0**low, slice(None))[..., 0])


def convolved(effect: Array, kernel: Array) -> Array:
    """(1 + DRAWS, ROWS): each quarter's effect passed on by a kernel (1 + DRAWS, L)."""
    found = np.zeros((len(effect), ROWS))
    for lag in range(kernel.shape[1]):
        found[:, lag : lag + effect.shape[1]] += kernel[:, [lag]] * effect[:, : ROWS - lag]
    return found


YEAR = np.full((1, 4), 0.25)  #: the mean of four quarters, as a kernel


def slope(output: Array, prices: Array) -> Array:
    """(1 + DRAWS, 1): inflation for a year of output 1 percent higher, by matching responses.

    Both are (1 + DRAWS, shocks, H + 1); inflation is taken as proportional to the mean of output in
    the quarter and the three before. Prices are levels, in percent.
    """
    demand = shifts(output, 4).mean(axis=-1).cumsum(axis=-1) / 4
    error = deviations(prices)
    weight = 1.0 / np.maximum(error, 0.2 * error.max()) ** 2
    found = (weight * demand * prices).sum(axis=(1, 2)) / (weight * demand**2).sum(axis=(1, 2))
    return np.asarray(found[:, None])


def fiscal(path: Path) -> dict[str, Array]:
    """Purchases by Blanchard and Perotti's shock: responses, effects of one quarter, prices' slope.

    Shares are of potential output; the shock is spending's innovation given four lags of spending
    and output (and of the outcome). Prices are matched in their level, since price controls and
    their end throw quarters of inflation about. Responses to news of war are there to compare.
    """
    d = pd.read_csv(path)
    columns = {
        "spending": 100 * d.ngov / d.pgdp / d.rgdp_pott6,
        "output": 100 * d.rgdp / d.rgdp_pott6,
        "unemployment": d.unemp,
        "inflation": 400 * np.log(d.pgdp).diff(),
        "news": 100 * d.news / (d.rgdp_pott6 * d.pgdp).shift(),
    }
    series = {name: np.asarray(values, dtype=float) for name, values in columns.items()}
    errors = noise(len(d), HORIZON, SEED)

    def response(outcome: str, impulse: str) -> Array:
        given = dict.fromkeys(["spending", "output", outcome, impulse])
        controls = [series[name] for name in given]
        return projections(series[outcome], series[impulse], controls, errors)[:, None]

    spent, made = response("spending", "spending"), response("output", "spending")
    prices = np.cumsum(response("inflation", "spending"), axis=-1) / 4
    return {
        "spending": spent[:, 0],
        "output": made[:, 0],
        "prices": prices[:, 0],
        "spending after news": response("spending", "news")[:, 0],
        "output after news": response("output", "news")[:, 0],
        "gap": one_quarter(spent, made, LENGTH),
        "U": one_quarter(spent, response("unemployment", "spending"), LENGTH),
        "INFL": one_quarter(np.cumsum(spent, axis=-1) / 4, prices, LENGTH, 0.5),
        "slope": slope(made, prices),
    }


def taxes(path: Path) -> dict[str, Array]:
    """Exogenous tax changes: output after a permanent one, and the effect of one quarter."""
    d = pd.read_csv(path)
    tax = np.asarray(100 * (d.defic + d.longr) / d.nomgdp)
    growth = np.where(d.quarter >= "1950Q1", 100 * np.log(d.gdp).diff(), np.nan)
    x = np.column_stack([*lags(tax, 0, TAX_LAGS), np.ones(len(d))])
    lag = least_squares(growth, x, noise(len(d), 0, SEED + 1))[:, : TAX_LAGS + 1]
    output = lag.cumsum(axis=1)
    lasting = np.ones((1 + DRAWS, 1, TAX_LAGS + 1))
    return {"output": output, "gap": -one_quarter(lasting, output[:, None], TAX_LAGS + 1)}


A_YEAR = np.where(np.arange(HORIZON + 1) < 4, 1.0, 0.0)  #: the rate 1 percent higher for a year


def monetary(path: Path) -> dict[str, Array]:
    """The rate, by the shocks of Gertler and Karadi and of Romer and Romer.

    They are combined in McKay and Wolf's system, draw by draw, so that the rate comes nearest to a
    year at 1 percent more; the effect of one quarter is found from the path that results. Effects
    by each shock alone are there to compare.
    """
    menu = recursive_var(
        sample(path), ["mp1_tc", "ygap_hp", "infl", "lpcom", "rr_3", "ffr"], 4, HORIZON,
        shocks=["mp1_tc", "rr_3"], outcomes=["ffr", "ygap_hp", "infl"], trend=True,
        draws=DRAWS, seed=SEED + 2,
    )  # fmt: skip
    base = {"ffr": -A_YEAR, "ygap_hp": 0 * A_YEAR, "infl": 0 * A_YEAR}
    mixed = counterfactual_rule(base, menu, {"ffr": {0: 1.0}})
    paths = np.concatenate([mixed.paths[None], mixed.drawn])[..., 0]
    rate, gap, inflation = (paths[:, None, :, k] for k in range(3))
    rate = rate + A_YEAR
    single = np.concatenate([menu.responses[None], menu.drawn]).transpose(2, 3, 0, 1)[..., None, :]
    return {
        "rate": rate[:, 0],
        "output": gap[:, 0],
        "inflation": inflation[:, 0],
        "gap": one_quarter(rate, gap, LENGTH),
        "INFL": one_quarter(rate, inflation, LENGTH),
        "slope": slope(gap, inflation.cumsum(axis=-1) / 4),
        "first alone": one_quarter(single[0, 0], single[1, 0], LENGTH),
        "second alone": one_quarter(single[0, 1], single[1, 1], LENGTH),
    }


def sample(path: Path) -> pd.DataFrame:
    """McKay and Wolf's data, 1969Q1-2007Q4."""
    data = pd.read_csv(path, encoding="utf-8-sig")
    data["infl"] = 400 * np.log(data.pgdp).diff()
    return data[(data.date >= 1969) & (data.date <= 2007.75)]


def okun(path: Path, table: Path) -> Array:
    """(1 + DRAWS, OKUN_LAGS + 1): unemployment for a quarter of output 1 percent higher."""
    data = sample(path)
    rates = pd.read_csv(table, comment="#", index_col="quarter").UNRATE
    dates = [f"{int(date)}Q{round(date % 1 * 4) + 1}" for date in data.date]
    change = np.diff(rates[dates], prepend=np.nan)
    moved = np.diff(data.ygap_hp, prepend=np.nan)
    x = np.column_stack([*lags(moved, 0, OKUN_LAGS), np.ones(len(data))])
    return least_squares(change, x, noise(len(data), 4, SEED + 3))[:, : OKUN_LAGS + 1]


def effects(own: float, gap: Array, unemployment: Array, inflation: Array) -> dict[str, Array]:
    """Indicators (1 + DRAWS, ROWS) from the effects on output, unemployment and inflation.

    ``own`` is what a unit of the instrument adds to the deficit itself, percent of GDP.
    """
    unit = np.ones((1, 1))
    output, prices = convolved(gap, unit), convolved(inflation, unit)
    added = -STABILISER * output
    added[:, 0] += own
    return {
        "GROWTH": 4 * np.diff(output, prepend=0.0),
        "GAP": output,
        "U": convolved(unemployment, unit),
        "INFL": prices,
        "INFL4": convolved(inflation, YEAR),
        "ADDED": added,
    }


def multiplier(spending: Array, output: Array, quarters: int) -> float:
    """The sum of output over the sum of spending, at the estimates."""
    return float(output[0, :quarters].sum() / spending[0, :quarters].sum())


def told(values: Array) -> str:
    """An estimate with its standard error, of a sum over the last axis."""
    sums = values.sum(axis=-1)
    return f"{sums[0]:.2f} ({deviations(sums):.2f})"


def trough(effect: Array) -> str:
    """The lowest of what a year at 1 percent more does, with its standard error there."""
    path = convolved(effect, np.ones((1, 4)))
    return f"{path[0].min():.2f} ({deviations(path)[path[0].argmin()]:.2f})"


def header(
    bought: dict[str, Array], taxed: dict[str, Array], money: dict[str, Array], jobs: Array
) -> str:
    """What stands above the table, with the numbers of this estimation in it."""
    spent, news = bought["spending"], bought["spending after news"]
    implied = [(shifts(s, LENGTH) @ bought["gap"][:1, :, None])[..., 0] for s in (spent, news)]
    said = {
        "two": f"{multiplier(spent, bought['output'], 8):.2f}",
        "four": f"{multiplier(spent, bought['output'], 16):.2f}",
        "two_implied": f"{multiplier(spent, implied[0], 8):.2f}",
        "four_implied": f"{multiplier(spent, implied[0], 16):.2f}",
        "two_news": f"{multiplier(news, bought['output after news'], 8):.2f}",
        "four_news": f"{multiplier(news, bought['output after news'], 16):.2f}",
        "two_news_implied": f"{multiplier(news, implied[1], 8):.2f}",
        "four_news_implied": f"{multiplier(news, implied[1], 16):.2f}",
        "purchases": told(bought["gap"]),
        "purchases_jobs": told(bought["U"]),
        "purchases_prices": told(bought["INFL"] / 4),
        "trough": f"{taxed['output'][0].min():.2f}",
        "transfers": told(taxed["gap"]),
        "left": f"{1 - STABILISER * taxed['gap'][0].sum():.2f}",
        "rate": told(money["gap"]),
        "year": trough(money["gap"]),
        "year_first": trough(money["first alone"]),
        "year_second": trough(money["second alone"]),
        "year_prices": trough(money["INFL"]),
        "rate_prices": told(money["INFL"] / 4),
        "jobs": told(jobs),
        "slope": told(bought["slope"]),
        "other_slope": told(money["slope"]),
    }
    return HEADER.read_text(encoding="utf-8").format_map(said)


def written(
    bought: dict[str, Array], taxed: dict[str, Array], money: dict[str, Array], jobs: Array
) -> str:
    """The table with what stands above it."""
    prices = convolved(taxed["gap"], YEAR) * bought["slope"]
    found = {
        "PURCHASES": effects(1.0, bought["gap"], bought["U"], bought["INFL"]),
        "TRANSFERS": effects(1.0, taxed["gap"], convolved(taxed["gap"], jobs), prices),
        "r": effects(0.0, money["gap"], convolved(money["gap"], jobs), money["INFL"]),
    }
    rows = ["instrument,indicator,horizon,effect,error"]
    for instrument, indicators in found.items():
        for indicator, values in indicators.items():
            numbers = zip(values[0].round(4) + 0.0, deviations(values), strict=True)
            for h, (effect, error) in enumerate(numbers):
                rows.append(f"{instrument},{indicator},{h},{effect:.4f},{error:.4f}")
    return header(bought, taxed, money, jobs) + "\n".join(rows) + "\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for option in ("--fiscal", "--taxes", "--monetary", "--table", "--out"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args(arguments)
    parts = fiscal(given.fiscal), taxes(given.taxes), monetary(given.monetary)
    text = written(*parts, okun(given.monetary, given.table))
    given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
