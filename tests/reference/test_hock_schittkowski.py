"""The planner on nonlinear programmes with known optima.

W. Hock and K. Schittkowski (1981), Test Examples for Nonlinear Programming Codes, Lecture Notes in
Economics and Mathematical Systems 187, Springer: problems 1, 6, 35, 43, 71 and 100, from their
starting points. A programme is a model of one period: the objective and the constraints are its
variables, the unknowns its instruments.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.nlp.solver import solve
from tinbergen.model.dynare.parser import parse


@dataclass(frozen=True)
class Problem:
    """``limits``: expression, least, most."""

    objective: str
    start: tuple[float, ...]
    optimum: float
    at: tuple[float, ...]
    limits: tuple[tuple[str, float, float], ...] = ()
    lower: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)


INFINITE = np.inf
FROM_0 = {f"x{k}": 0.0 for k in (1, 2, 3)}

PROBLEMS = {
    "1": Problem("100*(x2 - x1^2)^2 + (1 - x1)^2", (-2, 1), 0.0, (1, 1), lower={"x2": -1.5}),
    "6": Problem("(1 - x1)^2", (-1.2, 1), 0.0, (1, 1), (("10*(x2 - x1^2)", 0.0, 0.0),)),
    "35": Problem(
        "9 - 8*x1 - 6*x2 - 4*x3 + 2*x1^2 + 2*x2^2 + x3^2 + 2*x1*x2 + 2*x1*x3",
        (0.5, 0.5, 0.5), 1 / 9, (4 / 3, 7 / 9, 4 / 9),
        (("x1 + x2 + 2*x3", -INFINITE, 3.0),), lower=FROM_0,
    ),
    "43": Problem(
        "x1^2 + x2^2 + 2*x3^2 + x4^2 - 5*x1 - 5*x2 - 21*x3 + 7*x4",
        (0, 0, 0, 0), -44.0, (0, 1, 2, -1),
        (
            ("x1^2 + x2^2 + x3^2 + x4^2 + x1 - x2 + x3 - x4", -INFINITE, 8.0),
            ("x1^2 + 2*x2^2 + x3^2 + 2*x4^2 - x1 - x4", -INFINITE, 10.0),
            ("2*x1^2 + x2^2 + x3^2 + 2*x1 - x2 - x4", -INFINITE, 5.0),
        ),
    ),
    "71": Problem(
        "x1*x4*(x1 + x2 + x3) + x3", (1, 5, 5, 1), 17.0140173, (1, 4.7429994, 3.8211503, 1.3794082),
        (("x1*x2*x3*x4", 25.0, INFINITE), ("x1^2 + x2^2 + x3^2 + x4^2", 40.0, 40.0)),
        lower={f"x{k}": 1.0 for k in (1, 2, 3, 4)}, upper={f"x{k}": 5.0 for k in (1, 2, 3, 4)},
    ),
    "100": Problem(
        "(x1 - 10)^2 + 5*(x2 - 12)^2 + x3^4 + 3*(x4 - 11)^2 + 10*x5^6 + 7*x6^2 + x7^4"
        " - 4*x6*x7 - 10*x6 - 8*x7",
        (1, 2, 0, 4, 0, 1, 1), 680.6300573,
        (2.330499, 1.951372, -0.4775414, 4.365726, -0.6244870, 1.038131, 1.594227),
        (
            ("2*x1^2 + 3*x2^4 + x3 + 4*x4^2 + 5*x5", -INFINITE, 127.0),
            ("7*x1 + 3*x2 + 10*x3^2 + x4 - x5", -INFINITE, 282.0),
            ("23*x1 + x2^2 + 6*x6^2 - 8*x7", -INFINITE, 196.0),
            ("4*x1^2 + x2^2 - 3*x1*x2 + 2*x3^2 + 5*x6 - 11*x7", -INFINITE, 0.0),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("number", PROBLEMS)
def test_optimum(number: str) -> None:
    problem = PROBLEMS[number]
    unknowns = [f"x{k + 1}" for k in range(len(problem.start))]
    parts = {f"c{k}": limit for k, limit in enumerate(problem.limits)}
    equations = " ".join(f"{name} = {limit[0]};" for name, limit in parts.items())
    model = parse(
        f"var f {' '.join(parts)}; varexo {' '.join(unknowns)};"
        f"model; f = {problem.objective}; {equations} end;"
    )
    start = dict(zip(unknowns, problem.start, strict=True))
    data = Dataset.of("2000", {name: [value, value] for name, value in start.items()})
    solved = solve(
        model, data, Span(Period.parse("2001"), 1), {"f": -1.0}, unknowns,
        lower={**problem.lower, **{name: limit[1] for name, limit in parts.items()}},
        upper={**problem.upper, **{name: limit[2] for name, limit in parts.items()}},
    )  # fmt: skip
    assert -solved.objective == pytest.approx(problem.optimum, abs=1e-7, rel=1e-8)
    found = [float(solved[name][0]) for name in unknowns]
    assert np.allclose(found, problem.at, atol=2e-6)
