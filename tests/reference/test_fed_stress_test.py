"""The Federal Reserve's stress test of 2025 beside thirteen banks' equations.

Board of Governors, "2025 Federal Reserve Stress Test Results" (June 2025, revised 30 September),
table 4: of 22 banks together the Tier 1 ratio goes from 14.9 to a minimum of 13.2 percent, CET1 from
13.4 to 11.6, risk-weighted assets from 10,364.9 to 10,288.0 billion dollars; no common dividends. An
orientation, no test of equality: these are the insured subsidiaries of 13 holding companies; losses
here follow two regressions on 2005 to 2024, without trading and counterparty losses.
"""

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.actors.bank.stress import carrying, replayed
from tinbergen.core.period import Period
from tinbergen.loop.worlds.protocol import Choice

START, LOWEST = 14.9, 13.2


@pytest.fixture(scope="module")
def there():
    return tb.assess("us-banks")


def test_the_banks_are_most_of_those_tested(there) -> None:
    assets = sum(there.data[n][-1] for n in there.data if n.startswith("RWA_"))
    assert 0.7 < assets / 10364.9 < 0.8
    assert there.data["CAPITAL"][-1] == pytest.approx(START, abs=1.2)


def test_the_equations_alone_find_less(there) -> None:
    """Without payouts, as the Federal Reserve assumes, capital would even grow."""
    fed = carrying(there, "fed")
    choice = Choice({"PAYOUT": np.zeros(9), "LENDING": np.zeros(9)})
    path = fed.respond(choice, ("CAPITAL",)).central["CAPITAL"]
    assert path.min() > there.data["CAPITAL"][-1]


def test_with_what_they_missed_in_2008_they_find_as_much(there) -> None:
    """A fall of 1.5 points, payouts as usual, beside 1.7."""
    past = Period.parse("2008Q1").to(Period.parse("2010Q4"))
    found = replayed(there, carrying(there, "fed"), past)
    fall = there.data["CAPITAL"][-1] - found.repeated
    assert fall == pytest.approx(START - LOWEST, abs=0.5)
