"""The Bank of England's stress scenario of 2025 on thirteen American banks: a second supervisor's.

Bank of England, "Stress testing the UK banking system: key elements of the 2025 Bank Capital Stress
Test" (March 2025): output of the United Kingdom falls by 5 percent, the world's by 2, unemployment
rises to 8.5 percent, house prices fall by 28 and commercial property by 35 percent, Bank Rate rises
to 8 percent. Here the American part of the same scenario, in which rates rise where the Federal
Reserve's fall, is told to the banks' equations. No result was published for these banks.
"""

import numpy as np
import pandas as pd
import pytest

import tinbergen as tb
from tinbergen.actors.bank.stress import ALL, carrying, read_by, severity, shares

QUARTERS = 9


@pytest.fixture(scope="module")
def scenario(shared) -> pd.DataFrame:
    path = shared / "data/bank/boe_2025_bank_capital_stress.csv"
    if not path.is_file():
        pytest.skip("no scenario of the Bank of England")
    return pd.read_csv(path, index_col="period")


@pytest.fixture(scope="module")
def told(scenario) -> dict[str, np.ndarray]:
    """What the banks read of it, 2025Q1 on, as the case measures it."""
    growth = 400 * np.log(scenario["US real GDP"]).diff()
    columns = {
        "GROWTH": growth, "U": scenario["US unemployment rate"], "r": scenario["US policy rate"],
    }  # fmt: skip
    return {n: c.loc["2025Q1":].to_numpy()[:QUARTERS] for n, c in columns.items()}


@pytest.fixture(scope="module")
def there():
    return tb.assess("us-banks")


def test_the_scenario_is_the_one_published(scenario) -> None:
    last, stress = scenario.loc["2024Q4"], scenario[scenario["kind"] == "stress"]
    for name, fall in (("UK real GDP", -5), ("PPP-weighted world real GDP", -2),
                       ("UK residential property price index", -28),
                       ("UK commercial real estate price index", -35)):  # fmt: skip
        assert 100 * (stress[name].min() / last[name] - 1) == pytest.approx(fall, abs=0.05)
    assert stress["UK unemployment rate"].max() == 8.5
    assert stress["Bank Rate"].max() == 8.0


def test_capital_under_it(there, told) -> None:
    """Milder for capital at its lowest than the Federal Reserve's, worse at the end: loans go on
    going bad, and the rate makes them."""
    fed, outlook = carrying(there, "fed"), carrying(there, "record")
    run = fed.satellite.over(told).run
    theirs = fed.baseline(ALL)[:QUARTERS]
    assert run[ALL].max() < outlook.baseline(ALL)[:QUARTERS].max() - 0.4
    assert run[ALL].min() == pytest.approx(13.82, abs=0.02)
    assert theirs.min() == pytest.approx(13.76, abs=0.02)
    assert run[ALL][-1] < theirs[-1]
    assert run["NPL"][-1] > fed.baseline("NPL")[QUARTERS - 1]
    low = {b: run[f"CAPITAL_{b}"].min() for b in tb.stress_test(there, "fed").banks}
    assert sorted(low, key=low.get)[:3] == ["CFG", "RF", "PNC"]


def test_the_rate_hurts_where_the_federal_reserves_helps(there, told) -> None:
    outlook, fed = carrying(there, "record"), carrying(there, "fed")
    here = shares(outlook, told, ALL, QUARTERS - 1)
    other = shares(outlook, read_by(fed, QUARTERS), ALL, QUARTERS - 1)
    assert here["r"] < -0.05 < 0 < other["r"]
    run = outlook.satellite.over(told).run
    assert sum(here.values()) == pytest.approx(
        run[ALL][QUARTERS - 1] - outlook.baseline(ALL)[QUARTERS - 1], abs=1e-9
    )


def test_it_is_less_implausible(there, told) -> None:
    """By the picture that looks back: 6.1 standard deviations, the Federal Reserve's 8.7."""
    base, fed = carrying(there, "accelerating"), carrying(there, "fed")
    mine, theirs = severity(base, told), severity(base, read_by(fed, QUARTERS))
    assert mine.distance == pytest.approx(6.1, abs=0.2)
    assert mine.median < mine.distance < theirs.distance
    assert mine.ratio < base.satellite.over(told).run[ALL][-1]
