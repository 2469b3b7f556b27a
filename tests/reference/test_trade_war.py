"""The tariffs of 2018 and 2019: rates by the day, and what they did against exact hat algebra.

Nothing of the package but the case and its evaluation is used: the equilibrium is solved here, from
the flows of each year, for the tariffs of 2017 (Dekle, Eaton and Kortum 2008; Costinot and
Rodriguez-Clare 2014).
"""

import csv
import dataclasses
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import root

from tinbergen.core.period import Period, Span
from tinbergen.domains import trade
from tinbergen.loop.case.cases import load
from tinbergen.loop.design import design
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.plan_tracking import choice_of, outturn, replaying, situation_of

REGIONS = ("USA", "CHN", "ROW")
YEARS = (2018, 2019)
ELASTICITY = 2.0


def shared_rise(first, last, hits):
    """Rates after each of the steps that together make a rise, by value hit times points."""
    total = sum(value * points for value, points in hits)
    done = np.cumsum([value * points for value, points in hits])
    return (first + (last - first) * done / total).tolist()


def schedules():
    """By the day from which a rate held. Published rates are Bown's, dates the orders'.

    On China 3.1, 3.8 (23 March 2018), 12.0 (24 September), 21.0 (1 September 2019); by China 8.0,
    7.2 (1 July 2018), 18.3 (24 September), 16.5 (1 January 2019), 20.7 (1 June; Bown, Jung and
    Zhang 2019), 21.1 (1 September): PIIE, US-China Trade War Tariffs, 20 September and 19 December
    2019. Rates between are shared out by goods hit (billions) and points.
    """
    on = shared_rise(3.8, 12.0, [(34, 25), (16, 25), (200, 10)])
    by = shared_rise(7.2, 18.3, [(34, 25), (16, 25), (60, 7.5)])
    middle = shared_rise(12.0, 21.0, [(200, 15), (126, 15)])[0]
    war = (date(2018, 7, 6), date(2018, 8, 23), date(2018, 9, 24))
    start = date(2018, 1, 1)
    return {
        ("CHN", "USA"): [
            (start, 3.1), (date(2018, 3, 23), 3.8), *zip(war, on, strict=True),
            (date(2019, 6, 15), middle), (date(2019, 9, 1), 21.0),
        ],
        ("USA", "CHN"): [
            (start, 8.0), (date(2018, 7, 1), 7.2), *zip(war, by, strict=True),
            (date(2019, 1, 1), 16.5), (date(2019, 6, 1), 20.7), (date(2019, 9, 1), 21.1),
        ],
    }  # fmt: skip


def in_force(steps, year):
    """The mean over the days of a year."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    ends = [*(d for d, _ in steps[1:]), date(2020, 1, 1)]
    weighted = sum(
        rate * max(0, (min(end, after) - max(begin, first)).days)
        for (begin, rate), end in zip(steps, ends, strict=True)
    )
    return weighted / (after - first).days


@pytest.fixture(scope="module")
def case():
    return load("usa-2017")


@cache
def columns():
    """The case's data file, read by hand: by year, by name."""
    (folder,) = trade.__path__
    lines = (Path(folder) / "usa-1990-2019.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {int(r["year"]): {k: float(v) for k, v in r.items() if v} for r in rows}


def year_of(year):
    """Flows before tariffs in billion dollars (3, 3), tariffs as shares (3, 3)."""
    data = columns()[year]
    tariffs, shares = np.zeros((3, 3)), np.zeros((3, 3))
    for i, origin in enumerate(REGIONS):
        for j, to in enumerate(REGIONS):
            if i != j:
                tariffs[i, j] = data[f"F_{origin}_{to}"] / 100
                shares[i, j] = data[f"S_{origin}_{to}"]
    shares[np.diag_indices(3)] = 1 - shares.sum(axis=0)
    spending = np.array([data[f"E_{j}"] for j in REGIONS])
    return shares * spending / (1 + tariffs) * data["WORLD"], tariffs


def without_war(year, elasticity, *, whole=False):
    """Flows of a year as they came, and had the tariffs between the two been 3.1 and 8 percent.

    ``whole`` adds wages, as multiples of what they were, and tariffs of both.
    """
    flows, tariffs = year_of(year)
    calm = tariffs.copy()
    calm[1, 0], calm[0, 1] = 0.031, 0.08
    paid = flows * (1 + tariffs)
    shares, income = paid / paid.sum(axis=0), flows.sum(axis=1)
    deficits = flows.sum(axis=0) - income

    def equilibrium(logs):
        wages = np.exp(np.append(0.0, logs))
        wages *= income.sum() / (wages @ income)
        demand = shares * (wages[:, None] * (1 + calm) / (1 + tariffs)) ** (1 - elasticity)
        demand /= demand.sum(axis=0)
        revenue = (demand * calm / (1 + calm)).sum(axis=0)
        spending = (wages * income + deficits) / (1 - revenue)
        return wages, demand * spending / (1 + calm)

    def excess(logs):
        wages, sold = equilibrium(logs)
        return (sold.sum(axis=1) / (wages * income) - 1)[1:]

    found = root(excess, np.zeros(2), tol=1e-14)
    wages, sold = equilibrium(found.x)
    return (flows, sold, wages, tariffs, calm) if whole else (flows, sold)


def exports(flows):
    return float(flows[0].sum() - flows[0, 0])


def effect(year, elasticity):
    came, calm = without_war(year, elasticity)
    return exports(came) - exports(calm)


@pytest.fixture(scope="module")
def plan(case):
    return design(case)


@pytest.fixture(scope="module")
def found(case, plan):
    return next(f for f in evaluate(case, plan).findings if f.name == "outturn on EXPORTS")


def test_tariffs_are_averages_over_the_days_on_which_they_held() -> None:
    steps = schedules()
    for year in YEARS:
        for (origin, to), own in steps.items():
            assert columns()[year][f"F_{origin}_{to}"] == round(in_force(own, year), 1)


@pytest.mark.parametrize("year", YEARS)
def test_the_effect_on_exports_is_that_of_exact_hat_algebra(found, year: int) -> None:
    (series,) = (s for s in found.series if s.name == "effect")
    assert series.values[year - 2018] == pytest.approx(effect(year, ELASTICITY), abs=0.01)


@pytest.mark.parametrize("year", YEARS)
def test_the_interval_covers_the_elasticity(found, year: int) -> None:
    """Its ends are the effects at 0.8 and 5 percent a percent, up to what 300 draws sample."""
    low, high = (
        next(s for s in found.series if s.name == name).values[year - 2018]
        for name in ("lower", "upper")
    )
    assert low == pytest.approx(effect(year, ELASTICITY * np.exp(1.645 * 0.55)), rel=0.1)
    assert high == pytest.approx(effect(year, ELASTICITY * np.exp(-1.645 * 0.55)), abs=3.5)


def idle(case, plan, name):
    """A variable with the tariffs of 2017, as the case's world replays it."""
    made = situation_of(case, plan)
    (pair,) = replaying(made)
    world, choice = pair.response, choice_of(plan.baseline_instruments, pair.information)
    came = outturn(case, Period.parse("2019"), plan).data
    return world.replay(came, Span(Period.parse("2018"), 2), {"idle": choice}, [name])["idle"][
        name
    ][0]


def test_no_policy_is_the_tariffs_of_2017_and_no_answer(case, plan) -> None:
    np.testing.assert_allclose(idle(case, plan, "F_CHN_USA"), 3.1)
    np.testing.assert_allclose(idle(case, plan, "F_USA_CHN"), 8.0)
    calm = [without_war(year, ELASTICITY)[1][1, 0] for year in YEARS]
    np.testing.assert_allclose(idle(case, plan, "FROM_CHN"), calm, rtol=1e-5)
    np.testing.assert_allclose(calm, [569.6, 555.7], atol=0.1)  # 506 in 2017; 540 and 452 came


def test_a_world_without_policy_that_nobody_would_believe_raises_an_alarm(case) -> None:
    """At the elasticity of cross-sections China would have sold 745 billion dollars in 2019."""
    long_run = dataclasses.replace(case, model=case.model.with_values({"sigma": 5.0}))
    alarms = [f for f in evaluate(long_run, design(long_run)).findings if f.kind == "alarm"]
    assert [f.name for f in alarms] == ["no policy: FROM_CHN", "no policy: TO_CHN"]
    alarm = alarms[0]
    assert alarm.period == Period.parse("2019")
    assert alarm.estimate == pytest.approx(without_war(2019, 5.0)[1][1, 0], abs=0.1)
    assert "303" in alarm.statement.en and "708" in alarm.statement.zh


def test_what_was_known_only_later_is_said_beside_the_number(found) -> None:
    (said,) = found.assumptions
    assert "sigma" in said.en and "2019" in said.zh


@pytest.mark.parametrize("year", YEARS)
def test_real_spending_is_that_of_the_exact_price_index(case, plan, year: int) -> None:
    """Tornqvist's index, of all years since 2017, against the one of this elasticity and year."""
    flows, calm, wages, paid, freed = without_war(year, ELASTICITY, whole=True)
    prices = wages[:, None] * (1 + freed) / (1 + paid)
    shares = flows * (1 + paid) / (flows * (1 + paid)).sum(axis=0)
    exact = (shares * prices ** (1 - ELASTICITY)).sum(axis=0)[0] ** (1 / (1 - ELASTICITY))
    spent = (calm * (1 + freed)).sum(axis=0)[0] / (flows * (1 + paid)).sum(axis=0)[0]
    came = outturn(case, Period.parse("2019"), plan).data.at("WELFARE", str(year))
    assert idle(case, plan, "WELFARE")[year - 2018] / came == pytest.approx(spent / exact, abs=2e-4)
