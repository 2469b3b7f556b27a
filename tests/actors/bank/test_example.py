"""Allowances by stage and weights by internal ratings, as ``examples/bank_provisions.py`` has them."""

import runpy
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb

EXAMPLE = runpy.run_path(str(Path(__file__).parents[3] / "examples" / "bank_provisions.py"))


def test_migrations_give_the_default_rates() -> None:
    rates, loans = np.array([0.003, 0.008, 0.004]), np.array([0.9, 0.09, 0.01])
    standing = loans[:2]
    for rate, matrix in zip(rates, EXAMPLE["migrations"](rates, loans), strict=True):
        np.testing.assert_allclose(matrix.sum(axis=1), 1)
        assert standing @ matrix[:2, -1] / standing.sum() == pytest.approx(rate, abs=1e-9)
        standing = standing @ matrix[:2, :2]


def test_more_defaults_need_more_allowance() -> None:
    there = tb.assess("us-banks")
    worlds = {w.name: w for w in there.worlds}
    calm, bad = (EXAMPLE["default_rates"](worlds[n]) for n in ("record", "fed"))
    assert (bad >= calm).all() and bad.max() > 1.5 * calm.max()
    loans = np.array([0.9, 0.09, 0.01])
    charges = [
        tb.stage_provisions(
            loans, EXAMPLE["migrations"](rates, loans), 0.32, 0.012, maturity=8
        ).charge.sum()
        for rates in (calm, bad)
    ]
    assert charges[1] > charges[0] > 0
