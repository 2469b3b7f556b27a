"""What the pictures' outlooks of us-now had scored, and what weights by these were worth.

Weights are those of the pool that would have scored best (Hall and Mitchell 2007), found here by
SciPy's sequential quadratic programming from the kept table itself.
"""

import csv
import dataclasses

import numpy as np
import pytest
from scipy.optimize import minimize

from tinbergen.core.period import Period
from tinbergen.loop.case import cases
from tinbergen.loop.record.dated import as_of, learned
from tinbergen.loop.record.outlooks import outlook_scores
from tinbergen.loop.worlds.scored import weigh_outlooks

NAMES = ("anchored", "accelerating", "sluggish", "record")
FIRST = Period.parse("1985Q1")


@pytest.fixture(scope="module")
def case():
    """Outlooks of the three pictures and the one with a record, weighed by their scores."""
    given = cases.load("us-now")
    weights = {**dict.fromkeys(NAMES, (1.0, 1.0)), "smets_wouters": (0.0, 1.0)}
    return dataclasses.replace(given, outlook_weights="scored", weights=weights)


@pytest.fixture(scope="module")
def kept(case):
    """Date -> (periods with a score, outlooks)."""
    lines = case.record.outlooks.read_text(encoding="utf-8").splitlines()[1:]
    found = {}
    for row in csv.DictReader(lines):
        values = [float(row[str(k)] or "nan") for k in range(1, 13)]
        found.setdefault(Period.parse(row["date"]), {})[row["world"]] = values
    tables = {d: np.array([by[n] for n in NAMES]).T for d, by in found.items()}
    return {d: t[np.isfinite(t).all(axis=1)] for d, t in tables.items()}


def best(rows):
    found = minimize(
        lambda w: -np.log(np.exp(rows) @ w).mean(), np.full(4, 0.25), method="SLSQP",
        bounds=[(0, 1)] * 4, constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-13},
    )  # fmt: skip
    return found.x


def test_scores_of_a_date_are_made_anew(case, kept) -> None:
    date = Period.parse("1997Q2")
    made = outlook_scores(as_of(case, date, learned(case, date)), case.known(case.last))
    # Published values that had seen to 2004 have no record in 1997, causal studies no outlook.
    assert tuple(made) == NAMES
    table = np.array([made[n] for n in NAMES]).T
    # Scores are of 1,000 draws; other draws of the same worlds move them by up to a fifth.
    np.testing.assert_allclose(table, kept[date], atol=0.25)


@pytest.mark.parametrize(
    ("date", "wanted"),
    [("2008Q3", (0.97, 0.0, 0.0, 0.03)), ("2026Q2", (0.18, 0.02, 0.34, 0.45))],
)
def test_weights_as_of_a_date(case, kept, date, wanted) -> None:
    """In 2008 nearly all was the IMF's picture's, which the crisis then refuted."""
    weighing = weigh_outlooks(case.at(Period.parse(date)))
    over = [d for d in kept if d + 12 <= Period.parse(date) and len(kept[d])]
    assert weighing.paths == tuple(over)
    found = [weighing.weights[n] for n in NAMES]
    np.testing.assert_allclose(found, best(np.concatenate([kept[d] for d in over])), atol=0.005)
    np.testing.assert_allclose(found, wanted, atol=0.02)


def test_too_few_paths_weigh_nothing(case) -> None:
    early = weigh_outlooks(case.at(Period.parse("1997Q3")))
    assert (len(early.paths), early.told) == (39, False)
    assert set(early.weights.values()) == {0.25}


def test_out_of_sample_they_did_no_better_than_equal_ones_or_the_outlook_alone(case, kept) -> None:
    """Each path by the weights of its own date: the reason for which us-now gives them itself."""
    scores = []
    for date, table in kept.items():
        weighing = weigh_outlooks(case.observed_to(date))
        if weighing.told and len(table):
            w = np.array([weighing.weights[n] for n in NAMES])
            pools = [np.log(np.exp(table) @ v).mean() for v in (w, np.full(4, 0.25))]
            scores.append([*pools, table[:, -1].mean()])
    pool, equal, alone = np.mean(scores, axis=0)
    assert len(scores) == 90
    assert (pool, equal, alone) == pytest.approx((-6.30, -5.81, -6.22), abs=0.03)
