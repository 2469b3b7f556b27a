"""First-order solutions against Dynare 5.3: our own files of published models, its decision rules.

The files stand in ``models/``, each with its source, that of Smets and Wouters in the
macroeconomic pack; parameters and steady states are Dynare's.
"""

import json
import lzma
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.engine.linear.first_order import Solution, solve
from tinbergen.engine.linear.linear_model import Jacobian, Labels
from tinbergen.engine.linear.moments import moments
from tinbergen.model.derivatives import gradient
from tinbergen.model.dynare.parser import parse_file
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

MODELS = Path(__file__).parent / "models"
SMETS_WOUTERS = Path(tb.__file__).parent / "domains" / "macro" / "smets_wouters.mod"


def _jacobian(model: Model, values: Mapping[str, float], steady: Mapping[str, float]) -> Jacobian:
    """Derivatives of all equations at a steady state, exogenous variables being zero."""

    def value(leaf: Variable | str) -> float:
        return steady.get(leaf.name, 0.0) if isinstance(leaf, Variable) else values[leaf]

    n = len(model.endogenous)
    dated = {lag: np.zeros((n, n)) for lag in (1, 0, -1)}
    shocks = np.zeros((n, len(model.exogenous)))
    for row, equation in enumerate(model.equations):
        for node, slope in gradient(model.graph, equation.residual).items():
            leaf = model.graph.leaves[node]
            if not isinstance(leaf, Variable):
                continue
            derivative = model.graph.evaluate(slope, value)
            if leaf.name in model.exogenous:
                shocks[row, model.exogenous.index(leaf.name)] = derivative
            else:
                dated[leaf.lag][row, model.endogenous.index(leaf.name)] = derivative
    return Jacobian(dated[1], dated[0], dated[-1], shocks)


def _dynare(shared: Path, name: str) -> dict[str, Any]:
    with lzma.open(shared / f"reference/dynare/{name}.json.xz") as file:
        return json.load(file)


def _compare(model: Model, solution: Solution, run: dict[str, Any]) -> None:
    """The rows of all our variables; states that only Dynare's file has must not matter to them."""
    first = run["order1"]
    names = run["endo_names"]
    rows = [names[i - 1] for i in first["order_var"]]
    columns = [names[i - 1] for i in first["state_var"]]
    places = [rows.index(name) for name in model.endogenous]
    ghx = np.array(first["ghx"], dtype=float).reshape(len(rows), -1)[places]
    ghu = np.array(first["ghu"], dtype=float).reshape(len(rows), -1)[places]
    states = [model.endogenous[i] for i in solution.rule.states]
    expected = ghx[:, [columns.index(name) for name in states]]
    others = [i for i, name in enumerate(columns) if name not in states]
    np.testing.assert_allclose(ghx[:, others], 0.0, atol=1e-12)
    shocks = [run["exo_names"].index(name) for name in model.exogenous]
    for ours, theirs in ((solution.rule.ghx, expected), (solution.rule.ghu, ghu[:, shocks])):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-11)


def _roots(run: dict[str, Any]) -> np.ndarray:
    """Dynare's roots by modulus, those that are rounding errors of infinity infinite."""
    first = run["order1"]
    real, imaginary = (
        np.array([float(v) for v in first[key]]) for key in ("eigval_re", "eigval_im")
    )
    moduli = np.sort(np.hypot(real, imaginary))
    return np.where(moduli < 1e10, moduli, np.inf)


@pytest.mark.parametrize("method", ["doubling", "schur"])
@pytest.mark.parametrize(
    ("file", "name"),
    [
        (SMETS_WOUTERS, "pfeifer__Smets_Wouters_2007__Smets_Wouters_2007"),
        ("gali_2015", "pfeifer__Gali_2015__Gali_2015_chapter_3"),
        ("collard_2001", "pfeifer__Collard_2001__Collard_2001_example1"),
        ("collard_2001", "dynare_examples__example1"),
    ],
)
def test_decision_rules_and_roots(shared: Path, file: str | Path, name: str, method: Any) -> None:
    model, run = parse_file((MODELS / file).with_suffix(".mod")), _dynare(shared, name)
    values = dict(zip(run["param_names"], run["order1"]["params"], strict=True))
    steady = dict(zip(run["endo_names"], run["order1"]["ys"], strict=True))
    jacobian = _jacobian(model, values, {} if model.linear else steady)
    labels = Labels(model.endogenous, [e.name for e in model.equations], model.exogenous)
    solution = solve(jacobian, method=method, labels=labels)
    _compare(model, solution, run)
    theirs = _roots(run)
    ours = np.abs(solution.eigenvalues())
    ours = np.where(ours < 1e10, ours, np.inf)
    # Lags that only Dynare's file has, to define growth rates, add roots of zero.
    defined = np.zeros(len(theirs) - len(ours))
    np.testing.assert_allclose(np.concatenate([defined, ours]), theirs, rtol=1e-8, atol=1e-8)
    assert int((ours > 1 + 1e-6).sum()) == len(solution.incidence.forward)


def test_only_the_price_level_of_gali_has_no_variance(shared: Path) -> None:
    run = _dynare(shared, "pfeifer__Gali_2015__Gali_2015_chapter_3")
    model = parse_file(MODELS / "gali_2015.mod")
    values = dict(zip(run["param_names"], run["params"], strict=True))
    covariance = moments(solve(_jacobian(model, values, {})).rule, np.eye(3)).covariance
    missing = np.isnan(np.diagonal(covariance))
    assert [model.endogenous[i] for i in np.flatnonzero(missing)] == ["p"]


@pytest.fixture(scope="module")
def smets_wouters(shared: Path) -> tuple[Model, Jacobian]:
    """The model at the published mode."""
    model = parse_file(SMETS_WOUTERS)
    text = (shared / "reference/sw07/sw07_dynare_states_shocks_params.txt").read_text()
    lines = [line.split() for line in text.partition("params:")[2].splitlines()]
    values = {line[0]: float(line[1]) for line in lines if len(line) == 2}
    return model, _jacobian(model, values, {})


def test_smets_wouters_at_the_published_mode(
    shared: Path, smets_wouters: tuple[Model, Jacobian]
) -> None:
    model, jacobian = smets_wouters
    rule = solve(jacobian).rule
    folder = shared / "reference/sw07"
    header = (folder / "sw07_dynare_states_shocks_params.txt").read_text().splitlines()
    states, shocks = (line.partition(":")[2].split() for line in header[:2])
    assert [model.endogenous[i] for i in rule.states] == states
    assert list(model.exogenous) == shocks
    for line in (folder / "sw07_dynare_ghx_ghu.csv").read_text().splitlines():
        name, *numbers = line.split(",")
        row = model.endogenous.index(name)
        ours = np.concatenate([rule.ghx[row], rule.ghu[row]])
        np.testing.assert_allclose(ours, np.array(numbers, float), rtol=1e-8, atol=1e-11)
