"""FRB/US steered out of a recession: the funds rate and federal spending over forty quarters,
with the lower bound on the rate and a ceiling on debt, in the full nonlinear model.

No other program does this; the answer is checked against the model itself. Derivatives of the loss
are taken by simulating FRB/US again and again, not by the optimiser's own sensitivities.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.institutions import _frbus, _span, stabilise

from tinbergen.engine.control.problem import loss
from tinbergen.engine.control.sensitivity import apply_inputs
from tinbergen.engine.control.sqp import optimise
from tinbergen.engine.simulate.backward import simulate


@pytest.mark.parametrize("ceiling", [1.03, 1.004])
def test_optimal_mix_under_the_lower_bound_and_a_debt_ceiling(shared: Path, ceiling: float) -> None:
    pytest.importorskip("pyarrow")
    tb, model, data = _frbus()
    span = _span(tb, "2040Q1", "2049Q4")
    slumped, residuals, problem = stabilise(tb, model, data, span, ceiling)
    found = optimise(model, slumped, span, problem, residuals=residuals)
    rate = found.paths[:, problem.variables.index("rff")]
    assert found.loss < (0.5 if ceiling > 1.01 else 1.0) * found.baseline_loss
    assert rate.min() > -1e-7
    assert np.all(found.slacks > -1e-6)
    binding = {
        limit.name for limit, p in zip(problem.limits, found.prices, strict=True) if p > 1e-6
    }
    assert binding == ({"rff lower"} if ceiling > 1.01 else {"rff lower", "debt"})

    def paths(lever: str, t: int, size: float) -> np.ndarray:
        change = np.zeros((span.length, 2))
        change[t, problem.instruments.index(lever)] = size
        moved, shocked = apply_inputs(found.run, model, problem.instruments, change)
        run = simulate(model, moved, span, residuals=shocked)
        return np.column_stack([run[v] for v in problem.variables])

    def lagrangian(at: np.ndarray) -> float:
        priced = (
            p * float(np.sum(limit.coefficients * at))
            for limit, p in zip(problem.limits, found.prices, strict=True)
            if p > 0
        )
        return loss(problem, at) + sum(priced)

    for lever, size in (("rff_aerr", 1e-4), ("egfe_aerr", 1e-6)):
        for t in (0, 5, 20, 39):
            up, down = (lagrangian(paths(lever, t, s * size)) for s in (1, -1))
            alone = abs(loss(problem, paths(lever, t, size)) - loss(problem, found.paths))
            assert abs(up - down) < 1e-3 * (alone + abs(up) * 1e-9) + 1e-9
