"""Second derivatives and first ones, against differences of the compiled residuals."""

from __future__ import annotations

import numpy as np

from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.control.nlp.problem import Programme, programme
from tinbergen.model.dynare.parser import parse

MODEL = """
var y z w beside trend; varexo x v; parameters a b; a = 0.7; b = 1.3;
model;
trend = 1.02*trend(-1);
y = exp(a*y(-1)*x) - log(2 + z^2) + trend;
z = 0.3*z(-1)*y(-1) + sin(x*v(-1)) + x^b;
w = -(y - 1)^2*z(-1) - sqrt(1 + x^2);
beside = y + z;
end;
"""
PERIODS = 4


def problem() -> Programme:
    model = parse(MODEL, "bent")
    program = compile_model(model)
    values = np.random.default_rng(1).uniform(0.5, 1.5, (PERIODS + 1, program.layout.width))
    weights = {"w": np.ones(PERIODS)}
    return programme(
        model, program, values, np.array(model.vector()), ["x", "v"], weights, {}, {}
    )  # fmt: skip


def dense(found: Programme, x: np.ndarray) -> np.ndarray:
    matrix = np.zeros((found.constraints, x.size))
    np.add.at(matrix, (found.slopes.rows, found.slopes.columns), found.jacobian(x))
    return matrix


def test_only_what_lies_between_instruments_and_objective_is_unknown() -> None:
    found = problem()
    assert found.equations.tolist() == [1, 2, 3]
    assert found.where.size == 5 * PERIODS


def test_derivatives_are_limits_of_differences() -> None:
    found = problem()
    x, n, step = found.start, found.where.size, 1e-6
    multipliers = np.random.default_rng(2).normal(size=found.constraints)
    first = np.zeros((found.constraints, n))
    second = np.zeros((n, n))
    for k in range(n):
        move = np.zeros(n)
        move[k] = step
        first[:, k] = (found.errors(x + move) - found.errors(x - move)) / (2 * step)
        change = dense(found, x + move) - dense(found, x - move)
        second[:, k] = change.T @ multipliers / (2 * step)
    assert np.allclose(dense(found, x), first, atol=1e-8)
    bends = np.zeros((n, n))
    one, other, entries = found.bends.rows, found.bends.columns, found.hessian(x, multipliers)
    np.add.at(bends, (one, other), entries)
    np.add.at(bends, (other[one != other], one[one != other]), entries[one != other])
    assert np.allclose(bends, second, atol=1e-7)
