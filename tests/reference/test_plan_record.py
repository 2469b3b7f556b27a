"""The plans that us-now keeps: recomputed at one date, and what they say of the rules."""

import csv
import io

import numpy as np
import pytest

from tinbergen.core.period import Period
from tinbergen.loop.case import cases
from tinbergen.loop.record.dated import learned
from tinbergen.loop.record.kept import recipe, standing
from tinbergen.loop.record.origin import origin


@pytest.fixture(scope="module")
def case():
    return cases.load("us-now")


@pytest.fixture(scope="module")
def kept(case):
    head, _, table = case.record.plans.read_text(encoding="utf-8").partition("\n")
    assert head == f"# recipe {recipe(case)}"
    return list(csv.DictReader(io.StringIO(table)))


def test_a_date_is_made_anew(case, kept) -> None:
    date = Period.parse("1997Q2")
    made = origin(case, date, learned(case, date))
    rows = [row for row in kept if row["date"] == str(date)]
    assert [row["truth"] for row in rows] == list(made.losses)
    for row in rows:
        losses = made.losses[row["truth"]]
        # The mode of a posterior is found to some digits only.
        found = [losses[c] for c in losses]
        np.testing.assert_allclose(found, [float(row[c]) for c in losses], rtol=0.01, atol=0.02)
    assert made.losses["anchored"]["followed"] == made.losses["evidence"]["followed"]


def test_policy_as_followed_is_what_the_data_show(case, kept) -> None:
    """Written out from the data: squared misses over twenty quarters, but of unemployment, whose
    target is the natural rate seen then."""
    date = Period.parse("1997Q2")
    data = case.known(case.last).window(date + 1, date + 20)
    made = origin(case, date, learned(case, date))
    growth = np.minimum(data["GROWTH"] - 2, 0)
    jobs = np.maximum(data["U"] - made.wanted["U"], 0)
    expected = (growth**2 + 4 * jobs**2 + (data["INFL4"] - 2.3) ** 2).sum()
    assert made.losses["sluggish"]["followed"] == pytest.approx(expected)


def test_plans_did_not_beat_policy_as_followed(case) -> None:
    now, crisis = standing(case), standing(case.at(Period.parse("2008Q3")))
    assert (str(now.first), str(now.last), now.n) == ("1985Q1", "2021Q2", 121)
    assert (str(crisis.last), crisis.n) == ("2003Q3", 75)
    assert now.plan > now.followed > now.all > 250
    assert not now.better
    assert standing(case.at(Period.parse("1994Q1"))) is None
