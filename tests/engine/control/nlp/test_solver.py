"""Planners' problems: against first-order conditions, quadratic programmes and differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.nlp.solver import NlpSolution, solve
from tinbergen.engine.control.problem import Limit, Problem, Term
from tinbergen.engine.control.sqp import optimise
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model

START = Period.parse("2001")


def laid(model: Model, periods: int, **values: object) -> tuple[Dataset, Span]:
    """Constant paths with a row for lags before and one for leads after."""
    names = (*model.endogenous, *model.exogenous)
    paths = {n: np.zeros(periods + 2) + np.asarray(values.get(n, 0.0)) for n in names}
    return Dataset.of("2000", paths), Span(START, periods)


ALPHA, BETA, DELTA = 0.33, 0.95, 0.1
RAMSEY = f"""
var k c u y; varexo s e; parameters a d; a = {ALPHA}; d = {DELTA};
model;
[name='output'] y = k(-1)^a + e;
[name='use'] c = (1 - s)*y;
[name='capital'] k = (1 - d)*k(-1) + s*y;
[name='utility'] u = log(c);
end;
"""


def ramsey(periods: int = 40, e: object = 0.0, last: float = 3.0) -> NlpSolution:
    """Ramsey, Cass and Koopmans: savings chosen, capital to be left at the end."""
    model = parse(RAMSEY, "ramsey")
    data, span = laid(model, periods, k=1.0, s=0.3, e=e)
    weights = BETA ** np.arange(periods)
    left = np.append(np.full(periods - 1, -np.inf), last)
    return solve(
        model, data, span, {"u": weights}, ["s"], lower={"s": 0.0, "k": left}, upper={"s": 1.0}
    )


def test_growth_follows_the_euler_equation() -> None:
    solved = ramsey()
    c, k = solved["c"], solved["k"]
    interest = ALPHA * k[:-1] ** (ALPHA - 1) + 1 - DELTA
    assert np.allclose(c[1:], BETA * interest * c[:-1], rtol=1e-8)
    assert k[-1] == pytest.approx(3.0, abs=1e-9)
    assert solved.kkt <= 1e-10
    assert solved.error < 1e-12
    assert solved.objective > solved.start


def test_shadow_prices_are_what_the_objective_gains() -> None:
    step, at = 1e-4, 7
    pulse = np.zeros(42)
    pulse[1 + at] = step
    gain = (ramsey(e=pulse).objective - ramsey(e=-pulse).objective) / (2 * step)
    assert ramsey().price("output")[at] == pytest.approx(gain, rel=1e-6)
    dearer = (ramsey(last=3 + step).objective - ramsey(last=3 - step).objective) / (2 * step)
    assert ramsey().bounds["k"][-1] == pytest.approx(dearer, rel=1e-6)
    assert dearer < 0


def test_price_of_consumption_is_its_marginal_utility() -> None:
    solved = ramsey()
    assert np.allclose(solved.price("use") * solved["c"], solved.price("utility"), rtol=1e-8)
    assert np.allclose(solved.price("utility"), BETA ** np.arange(40), rtol=1e-9)


LQ = """
var y loss; varexo x e; parameters r w; r = 0.8; w = 0.3;
model;
[name='response'] y = r*y(-1) + 0.5*x + e;
[name='loss'] loss = (y - 2)^2 + w*x^2;
end;
"""


@settings(max_examples=15)
@given(
    most=st.floats(0.2, 3.0),
    highest=st.floats(1.0, 3.0),
    shocks=st.lists(st.floats(-0.3, 0.3), min_size=8, max_size=8),
)
def test_linear_quadratic_problem_is_that_of_the_quadratic_programme(
    most: float, highest: float, shocks: list[float]
) -> None:
    model, periods = parse(LQ, "lq"), 8
    data, span = laid(model, periods, e=np.array([0.0, *shocks, 0.0]))
    solved = solve(
        model, data, span, {"loss": -1.0}, ["x"], lower={"x": 0.0}, upper={"x": most, "y": highest}
    )
    terms, limits = [], []
    for t in range(periods):
        at = np.zeros((periods, 2))
        at[t, 0] = 1.0
        used = at[:, ::-1].copy()
        terms += [Term("y", at, 2.0, 1.0), Term("x", used, 0.0, 0.3)]
        limits += [
            Limit("most", used, most, t),
            Limit("least", -used, 0.0, t),
            Limit("highest", at, highest, t),
        ]
    problem = Problem(("x",), ("y", "x"), tuple(terms), tuple(limits))
    exact = optimise(model, data, span, problem)
    assert -solved.objective == pytest.approx(exact.loss, rel=1e-8, abs=1e-8)
    assert np.allclose(solved["x"], exact.paths[:, 1], atol=1e-5)
    prices = exact.prices.reshape(periods, 3)
    assert np.allclose(solved.bounds["y"], prices[:, 2], atol=1e-5)
    assert np.allclose(solved.bounds["x"], prices[:, 0] - prices[:, 1], atol=1e-5)


def test_commitment_where_the_model_looks_ahead() -> None:
    """Clarida, Gali and Gertler (1999): p = -(w/k) (x - x(-1)) from the first period on."""
    model = parse(
        """var p loss; varexo x u; parameters b k w; b = 0.99; k = 0.3; w = 0.25;
        model; p = b*p(+1) + k*x + u; loss = p^2 + w*x^2; end;""",
        "phillips",
    )
    periods = 60
    pulse = np.zeros(periods + 2)
    pulse[1:6] = 0.5 ** np.arange(5)
    data, span = laid(model, periods, u=pulse)
    solved = solve(model, data, span, {"loss": -(0.99 ** np.arange(periods))}, ["x"])
    change = np.diff(solved["x"], prepend=0.0)
    assert np.allclose(solved["p"], -0.25 / 0.3 * change, atol=1e-7)
    assert solved["x"][0] < -0.1


def test_it_climbs_where_curvature_is_wrong() -> None:
    """From beside a minimum of the objective to a maximum, not to the minimum."""
    model = parse("var w; varexo x; model; w = cos(3*x) - 0.1*x^2; end;", "waves")
    data, span = laid(model, 3, x=1.0)
    solved = solve(model, data, span, {"w": 1.0}, ["x"])
    x = solved["x"]
    assert np.allclose(3 * np.sin(3 * x) + 0.2 * x, 0.0, atol=1e-7)
    assert (-9 * np.cos(3 * x) - 0.2 < 0).all()
    assert solved.regularised > 0


def test_fixed_values_stay_and_what_is_beside_the_way_is_computed() -> None:
    model = parse(
        """var y loss extra; varexo x; model; [name='y'] y = 0.5*y(-1) + x;
        [name='loss'] loss = (y - 1)^2; [name='extra'] extra = y + 10*x; end;""",
        "lq",
    )
    data, span = laid(model, 4)
    fixed = np.array([0.25, -np.inf, -np.inf, -np.inf])
    solved = solve(
        model, data, span, {"loss": -1.0}, ["x"], lower={"x": fixed}, upper={"x": np.abs(fixed)}
    )
    assert solved["x"][0] == 0.25
    assert np.allclose(solved["y"], [0.25, 1, 1, 1], atol=1e-6)
    assert np.allclose(solved["extra"], solved["y"] + 10 * solved["x"])
    assert set(solved.prices) == {"y", "loss"}
    with pytest.raises(TinbergenError) as fault:
        solved.price("extra")
    assert fault.value.code == "M018"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("E080", {"objective": {"los": -1.0}}),
        ("E080", {"lower": {"e": 0.0}}),
        ("E081", {"lower": {"x": 2.0}, "upper": {"x": 1.0}}),
        ("E084", {"objective": {"loss": [1.0, 2.0]}}),
        ("E084", {"upper": {"x": np.nan}}),
        ("E004", {"instruments": ["y"]}),
        ("E085", {"objective": {}}),
        ("E082", {"max_iter": 2}),
        ("E083", {"lower": {"y": 10.0}, "upper": {"x": 1.0}}),
    ],
)
def test_faults_have_codes(code: str, change: dict[str, object]) -> None:
    model = parse(LQ, "lq")
    data, span = laid(model, 5)
    asked = {"objective": {"loss": -1.0}, "instruments": ["x"], **change}
    with pytest.raises(TinbergenError) as fault:
        solve(model, data, span, **asked)  # type: ignore[arg-type]
    assert fault.value.code == code
