"""Files of Dynare's own test suite, carried out as Dynare 5.3 carries them out.

The files are other people's work and are not part of this project: they are read from
``reference-models/dynare-tests``, a folder git ignores. Where it lacks one, its test skips. What
concerns planners, simple rules, conditional forecasts and estimation is not there yet and gets a
coded answer; declarations, steady state and first order are compared all the same.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.dynare.run import run
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.moments import moments
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.linear.stoch_simul import StochSimul
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.dynare.parser import parse_file
from tinbergen.model.model import Model

PLACE = Path(__file__).parents[2] / "reference-models" / "dynare-tests"

#: Files whose first-order solution without a planner is the reference's.
SOLVED = (
    "conditional_forecasts/1/fs2000_cal",
    "deterministic_simulations/rbc_det",
    "example1_varexo_det",
    "expectations/expectation",
    "external_function/first_deriv_fcn_provided",
    "fs2000/fs2000a",
    "histval_det",
    "histval_sto",
    "k_order_perturbation/fs2000k2a",
    "lmmcp/rbc",
    "loglinear/example4_loglinear",
    "optimal_policy/OSR/osr_example",
    "predetermined_variables",
    "steady_state_operator/standard",
    "t_lag2",
    "trend_var/fs2000_nonstationary",
)
#: Files whose reference holds the conditions of a planner's optimum.
PLANNED = ("discretionary_policy/dennis_1", "optimal_policy/nk_ramsey")
FORESIGHT = (
    "deterministic_simulations/rbc_det",
    "histval_det",
    "lmmcp/rbc",
    "predetermined_variables",
    "steady_state_operator/standard",
)
NOT_YET = {
    "conditional_forecasts/1/fs2000_cal": {"conditional_forecast"},
    "fs2000/fs2000a": {"estimation"},
    "loglinear/example4_loglinear": {"conditional_forecast"},
    "optimal_policy/OSR/osr_example": {"osr"},
    "optimal_policy/nk_ramsey": {"ramsey_model"},
    "discretionary_policy/dennis_1": {"discretionary_policy"},
}
#: What Dynare's steady states, found to 6e-6 in the residuals, are good for.
FOUND = 1e-5
EXACT = 1e-8
#: The reference's version of the file has no steady_state_model block.
BY_NUMBERS = ("trend_var/fs2000_nonstationary",)


@cache
def read(name: str) -> Model:
    path = PLACE / f"{name}.mod"
    if not path.is_file():
        pytest.skip(f"no {name}.mod in reference-models/dynare-tests")
    return parse_file(path)


@cache
def carried_out(name: str) -> Session:
    return run(read(name))


def reference(shared: Path, name: str) -> dict[str, Any]:
    path = shared / "reference" / "dynare" / f"dynare_tests__{name.replace('/', '__')}.json.xz"
    with lzma.open(path) as file:
        content: dict[str, Any] = json.load(file)
    return content


def numbers(values: Any) -> Any:
    return np.array(values, dtype=float)


@pytest.mark.parametrize("name", [*SOLVED, *PLANNED])
def test_declarations(shared: Path, name: str) -> None:
    model, known = read(name), reference(shared, name)
    own = [n for n in model.endogenous if n.isidentifier()]
    assert own == known["endo_names"][: known["orig_endo_nbr"]]
    assert list(model.stochastic) == known["exo_names"]
    assert list(model.deterministic) == list(known["exo_det_names"] or [])
    own = [n for n in known["param_names"] if n in model.parameters]
    assert own == [n for n in model.parameters if n not in model.steady_operators]


def settled(name: str, known: dict[str, Any]) -> Model:
    values = dict(zip(known["param_names"], known["params"], strict=True))
    model = read(name)
    return model.with_values({n: v for n, v in values.items() if n in model.parameters})


@pytest.mark.parametrize("name", SOLVED)
def test_first_order(shared: Path, name: str) -> None:
    """Rows and columns of declared variables, roots, covariances."""
    known = reference(shared, name)
    first, declared = known["order1"], known["orig_endo_nbr"]
    names = known["endo_names"]
    model = settled(name, known)
    # Dynare's fs2000a says nocheck: its price and output levels grow without a rest.
    rest = steady_state(model, check=name != "fs2000/fs2000a")
    ys = numbers(first["ys"])[:declared]
    at_rest = numbers([rest.values[n] for n in names[:declared]])
    tight = 1e-8 if rest.method == "analytic" and name not in BY_NUMBERS else FOUND
    np.testing.assert_allclose(at_rest, ys, rtol=tight, atol=tight)
    # Derivatives are compared at one and the same point.
    values = {**rest.values, **dict(zip(names, ys.tolist(), strict=False))}
    solved = equilibrium(model, steady=rest.replace(values=values))
    order = [i - 1 for i in first["order_var"]]
    states = [names[i - 1] for i in first["state_var"]]
    rows = [order.index(k) for k in range(declared)]
    mine = [solved.model.endogenous.index(n) for n in names[:declared]]
    n, m = len(names), len(known["exo_names"])
    ghx = numbers(first["ghx"]).reshape(n, len(states))[rows]
    ghu = numbers(first["ghu"]).reshape(n, m)[rows]
    shocks = [solved.model.exogenous.index(e) for e in known["exo_names"]]
    close(solved.ghu[np.ix_(mine, shocks)], ghu, EXACT)
    assert len(solved.states) == len(states)
    shared_states = [s for s in solved.states if s in states]
    close(
        solved.ghx[np.ix_(mine, [solved.states.index(s) for s in shared_states])],
        ghx[:, [states.index(s) for s in shared_states]],
        EXACT,
    )
    close(
        by_size(solved.ghx[mine][:, [s not in states for s in solved.states]]),
        by_size(ghx[:, [s not in solved.states for s in states]]),
        EXACT,
    )
    theirs = np.sort(np.hypot(numbers(first["eigval_re"]), numbers(first["eigval_im"])))
    ours = np.sort(np.abs(solved.solution.eigenvalues()))
    # Dynare has other auxiliary variables, with infinite roots, where nothing is stochastic.
    assert len(ours) == len(theirs) or name in FORESIGHT
    close(ours[real(ours)], theirs[real(theirs)], 1e-7)
    if first.get("var"):
        chosen = [solved.model.endogenous.index(v) for v in first["var_list"]]
        shocks_apart = numbers(first["Sigma_e"]).reshape(m, m)
        if name != "fs2000/fs2000a":  # whose priors stand for the variances by then
            close(solved.covariance, shocks_apart, 1e-12)
        found = moments(solved.solution.rule, shocks_apart, 0)
        variance = found.covariance[np.ix_(chosen, chosen)]
        expected = numbers(first["var"]).reshape(variance.shape)
        np.testing.assert_array_equal(np.isnan(variance), np.isnan(expected))
        close(np.nan_to_num(variance), np.nan_to_num(expected), EXACT)


def close(found: Any, expected: Any, tolerance: float) -> None:
    """Relative to the largest entry, at least one."""
    largest = float(np.abs(expected).max(initial=1.0))
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * largest)


def real(roots: Any) -> Any:
    """Without infinite roots, and those of zero that rounding spreads over the plane."""
    return (roots < 1e8) & (roots > 1e-2)


def by_size(table: Any) -> Any:
    return table[:, np.lexsort(np.round(table, 5))]


@pytest.mark.parametrize("name", FORESIGHT)
def test_perfect_foresight(shared: Path, name: str) -> None:
    session, known = carried_out(name), reference(shared, name)
    assert session.paths is not None, [a.error for a in session.answers]
    expected = numbers(known["pf"][-1]["endo_simul"])
    paths = session.paths
    inside = slice(paths.lags - 1, paths.lags + paths.periods + 1)
    for k, variable in enumerate(known["endo_names"][: known["orig_endo_nbr"]]):
        np.testing.assert_allclose(
            paths.paths[variable][inside], expected[k], rtol=1e-6, atol=1e-6, err_msg=variable
        )


@pytest.mark.parametrize("name", [*SOLVED, *PLANNED])
def test_only_what_is_later_is_missing(name: str) -> None:
    session = carried_out(name)
    failed = {a.command.name: a.error for a in session.answers if a.error is not None}
    assert NOT_YET.get(name, set()) <= set(failed)
    for fault in failed.values():
        assert fault is not None
        assert fault.code == "E016", str(fault)
    if name not in NOT_YET:
        assert failed == {}


def test_loglinear_as_the_file_runs(shared: Path) -> None:
    """The rule, the steady state and the moments are in logarithms."""
    name = "loglinear/example4_loglinear"
    session, known = carried_out(name), reference(shared, name)
    found = next(a.result for a in session.answers if a.command.name == "stoch_simul")
    assert isinstance(found, StochSimul)
    ran = known["as_run"]
    names = [known["endo_names"][i - 1] for i in ran["dr"]["order_var"]]
    rows = [found.model.endogenous.index(n) for n in names]
    states = [known["endo_names"][i - 1] for i in ran["dr"]["state_var"]]
    columns = [found.states.index(s) for s in states]
    close(found.ghx[np.ix_(rows, columns)], numbers(ran["dr"]["ghx"]), 1e-6)
    close(found.ghu[rows], numbers(ran["dr"]["ghu"]), 1e-6)
    listed = ran["var_list"]
    assert list(found.variables) == listed
    close(found.mean, numbers(ran["mean"]), 1e-6)
    close(found.second, numbers(ran["var"]), 1e-6)
