"""DICE-2016R2 against Nordhaus's own solution and another programme's.

Nordhaus published the output of his GAMS programme at a damage coefficient of 0.00227
(Dice2016-R2-GAMSoutputs.csv, kept with anthofflab/MimiDICE2016R2.jl). Social costs at 0.00236 are
those of the same equations solved with CasADi 3.8.2 and IPOPT; W. Nordhaus (2017), Revisiting the
social cost of carbon, PNAS 114(7): 1518-1523, gives 31 dollars for 2015 and growth of 3 percent a
year until 2050 in the abstract.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from tinbergen.domains.environment.methods import dice
from tinbergen.domains.environment.methods.dice import Climate


@pytest.fixture(scope="module")
def published() -> Climate:
    """At the damage coefficient of the published output."""
    return dice.optimal({"a2": 0.00227})


@pytest.fixture(scope="module")
def best() -> Climate:
    return dice.optimal()


def test_whole_paths_are_those_of_the_published_output(published: Climate, shared: Path) -> None:
    file = shared / "data" / "checks" / "dice2016r2_gams.csv"
    with file.open(encoding="latin-1") as lines:
        header, *rows = list(csv.reader(lines))
    place = {name.strip(): k for k, name in enumerate(header)}
    closeness = {
        "MIU": ("Emissions Control Rate", 1.2e-8),
        "TATM": (next(n for n in place if n.startswith("Atmospheric Temperature")), 9e-8),
        "MAT": ("Atmospheric concentration, GtC", 2.4e-5),
        "K": ("Capital, tril. 2010$", 4.5e-5),
        "CPC": ("Consumption Per Capita", 1e-6),
        "EIND": ("Industrial Emissions, GTCO2 per year", 1e-6),
        "S": ("Savings rate, S", 1e-6),
        "TOCEAN": (next(n for n in place if n.startswith("Lower oceans temperature")), 1e-7),
    }
    for name, (column, tolerance) in closeness.items():
        theirs = np.array([float(row[place[column]]) for row in rows[:60]])
        assert np.abs(published[name][:60] - theirs).max() < tolerance, name


def test_objective_is_that_of_the_published_output(published: Climate) -> None:
    assert published.welfare == pytest.approx(4520.557774, abs=2e-6)
    assert published.kkt <= 1e-10


@pytest.mark.parametrize(
    ("name", "year", "value", "digits"),
    [
        ("MIU", 2020, 0.1826, 4), ("MIU", 2050, 0.3542, 4), ("MIU", 2100, 0.8216, 4),
        ("MIU", 2115, 1.0, 4), ("TATM", 2050, 2.036, 3), ("TATM", 2100, 3.503, 3),
        ("EIND", 2020, 33.288, 3), ("EIND", 2050, 39.689, 3), ("CPRICE", 2020, 35.30, 2),
        ("CPRICE", 2025, 41.85, 2), ("CPRICE", 2030, 49.20, 2), ("CPRICE", 2050, 87.54, 2),
        ("CPRICE", 2100, 261.15, 2),
    ],
)  # fmt: skip
def test_values_of_the_published_output(
    published: Climate, name: str, year: int, value: float, digits: int
) -> None:
    assert published.at(name, year) == pytest.approx(value, abs=0.6 * 10.0**-digits)


@pytest.mark.parametrize(
    ("year", "value"),
    [(2015, 30.697), (2020, 36.718), (2025, 43.526), (2030, 51.170), (2055, 103.564)],
)
def test_social_cost_of_carbon(best: Climate, year: int, value: float) -> None:
    assert best.at("SCC", year) == pytest.approx(value, abs=6e-4)


def test_social_cost_at_the_prices_of_the_baseline_is_that_of_the_abstract() -> None:
    """Two dollars a tonne in 2015, growing by 2 percent a year."""
    baseline = dice.at_price(2 * 1.02 ** (5 * np.arange(100)))
    assert round(baseline.at("SCC", 2015)) == 31
    growth = (baseline.at("SCC", 2050) / baseline.at("SCC", 2015)) ** (1 / 35) - 1
    assert growth == pytest.approx(0.03, abs=0.002)


def test_price_is_the_social_cost_where_abatement_is_free_to_choose(best: Climate) -> None:
    """Between the given first period and full abatement the last tonne abated costs the harm."""
    free = (best["MIU"] < 0.999) & (best.years > 2015) & (best.years < 2500)
    assert free.sum() > 15
    assert np.allclose(best["CPRICE"][free], best.social_cost[free], rtol=1e-6)


@pytest.mark.parametrize("year", [2015, 2050, 2100])
def test_damage_by_date_sums_to_the_social_cost(best: Climate, year: int) -> None:
    """The tonne followed forward and the multipliers, which look back, say the same."""
    assert dice.damage_dates(best, year).sum() == pytest.approx(best.at("SCC", year), rel=1e-9)
