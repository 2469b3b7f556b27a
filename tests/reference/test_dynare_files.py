"""Model files that others wrote, solved as Dynare 5.3 solves them.

The files are other people's work and are not part of this project: they are read from Debian's
dynare package or from ``reference-models``, a folder git ignores. Where neither holds a file, its
test skips.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.engine.linear.solution import Equilibrium, equilibrium
from tinbergen.engine.simulate.steady import residuals, steady_state
from tinbergen.model.dynare.parser import parse_file
from tinbergen.model.model import Model
from tinbergen.model.statements import Command

PLACES = (
    Path("/usr/share/doc/dynare/examples"),
    Path(__file__).parents[2] / "reference-models",
)
PFEIFER = (
    "Collard_2001__Collard_2001_example1",
    "Gali_2008__Gali_2008_chapter_5_commitment",
    "Gali_2008__Gali_2008_chapter_5_discretion",
    "Gali_2015__Gali_2015_chapter_3",
    "Gali_2015__Gali_2015_chapter_5_commitment_ZLB",
    "Guerrieri_Iacoviello_2015__Guerrieri_Iacoviello_2015_rbc",
    "RBC_baseline__RBC_baseline",
    "Ramsey_Cass_Koopmans__Ramsey_Cass_Koopmans",
    "SGU_2004__SGU_2004",
    "Smets_Wouters_2007__Smets_Wouters_2007",
)
MMB = (
    "NK_GK13__NK_GK13_rep__NK_GK13_rep",
    "NK_GLSV07__NK_GLSV07_rep__NK_GLSV07_iclm_rep",
    "NK_GSSZ17__NK_GSSZ17_rep__NK_GSSZ17_rep",
    "US_PM08fl__US_PM08fl_rep__US_PM08fl_rep",
)
TESTS = (
    "conditional_forecasts__1__fs2000_cal",
    "deterministic_simulations__rbc_det",
    "discretionary_policy__dennis_1",
    "example1_varexo_det",
    "expectations__expectation",
    "external_function__first_deriv_fcn_provided",
    "fs2000__fs2000a",
    "histval_det",
    "histval_sto",
    "k_order_perturbation__fs2000k2a",
    "lmmcp__rbc",
    "loglinear__example4_loglinear",
    "optimal_policy__OSR__osr_example",
    "optimal_policy__nk_ramsey",
    "predetermined_variables",
    "steady_state_operator__standard",
    "t_lag2",
    "trend_var__fs2000_nonstationary",
)
REFERENCES = (
    *(f"pfeifer__{name}" for name in PFEIFER),
    *(f"mmb__{name}" for name in MMB),
    *(f"dynare_examples__{name}" for name in ("example1", "fs2000", "ramst")),
    *(f"dynare_tests__{name}" for name in TESTS),
)
#: Codes by which a command says that it is not there yet.
NOT_YET = frozenset({"E016"})
#: The model needs a program of its authors for its steady state; it starts from a point nearby.
FROM_A_POINT = frozenset({"mmb__NK_GSSZ17__NK_GSSZ17_rep__NK_GSSZ17_rep"})
#: Values that only MATLAB knows, which is never run.
NATIVE = frozenset({"M142", "M143", "M144", "M151", "M152"})
#: Types of auxiliary variables that are lags of endogenous and of exogenous variables.
_LAGS = (1, 3)
#: Steady states whose equations are missed by less are compared to the last digits.
PRECISE = 1e-10
#: The rest after fewer digits than the reference has.
DIGITS = 4


@cache
def reference(place: Path, name: str) -> dict[str, Any]:
    with lzma.open(place / "reference" / "dynare" / f"{name}.json.xz") as file:
        content: dict[str, Any] = json.load(file)
    return content


@cache
def read(name: str) -> Model | None:
    """The model of a reference's file, where there is one."""
    collection, *_, last = name.split("__")
    places = PLACES[:1] if collection == "dynare_examples" else PLACES[1:]
    for place in places:
        if found := sorted(place.rglob(f"{last}.mod"), key=lambda p: len(p.parts)):
            return parse_file(found[0])
    return None


def file_of(name: str) -> Model:
    model = read(name)
    if model is None:
        pytest.skip("no such file here: install Debian's dynare, or put it into reference-models/")
    return model


def settled(model: Model, known: dict[str, Any]) -> Model:
    """At the parameters of the reference, which the run may have changed."""
    values = dict(zip(known["param_names"], known["params"], strict=True))
    own = {n: v for n, v in values.items() if isinstance(v, (int, float)) and n in model.parameters}
    return model.with_values(own)


def near(model: Model, known: dict[str, Any], name: str) -> Model:
    """The model with a point near its rest, where only a program of its authors finds that."""
    if name not in FROM_A_POINT:
        return model
    values = theirs_at_rest(known)
    free = set(model.steady_operators.values())
    return model.with_start(
        {n: v if n in free else float(f"{v:.{DIGITS}g}") for n, v in values.items()}
    )


def compared(shared: Path, name: str) -> tuple[dict[str, Any], Equilibrium]:
    """The reference, and our solution at its parameters and exogenous variables.

    Some of Dynare's steady states are no better than its tolerance: then the equations, linearised
    at Dynare's point, are compared.
    """
    known, model = comparable(shared, name)
    solved = solve(model)
    if error_of_theirs(known, model) < PRECISE:
        return known, solved
    own = {n: theirs_at_rest(known).get(n, v) for n, v in solved.steady.values.items()}
    return known, equilibrium(model, steady=solved.steady.replace(values=own))


def solve(model: Model) -> Equilibrium:
    """Solved; at what a steady_state_model block gives where the file wants no check of it."""
    unchecked = any("nocheck" in s.options for s in model.statements if isinstance(s, Command))
    return equilibrium(model, steady=steady_state(model, check=False) if unchecked else None)


def comparable(shared: Path, name: str) -> tuple[dict[str, Any], Model]:
    model, known = file_of(name), reference(shared, name)
    if known["ramsey"] or known["discretionary"] or not known.get("order1"):
        pytest.skip("no first-order solution of the equations as they stand")
    outside = dict(zip(known["exo_names"], known["exo_steady_state"], strict=True))
    return known, near(settled(model, known).with_start(outside), known, name)


def theirs_at_rest(known: dict[str, Any]) -> dict[str, float]:
    return dict(zip(known["endo_names"], known["order1"]["ys"], strict=True))


def error_of_theirs(known: dict[str, Any], model: Model) -> float:
    """By how much Dynare's steady state misses the equations."""
    outside = {n: model.initial.get(n, 0.0) for n in model.exogenous}
    theirs = theirs_at_rest(known)
    inside = {n: theirs.get(n, np.nan) for n in model.endogenous}
    return float(np.nanmax(np.abs(residuals(model, inside, outside)), initial=0.0))


def states(known: dict[str, Any]) -> list[str]:
    """States by our names: an auxiliary lag is called for what it is."""
    names = list(known["endo_names"])
    for auxiliary in known["aux_vars"]:
        if auxiliary["type"] not in _LAGS or "orig_index" not in auxiliary:
            continue
        lagged = names if auxiliary["type"] == 1 else known["exo_names"]
        base, lag = lagged[auxiliary["orig_index"] - 1], auxiliary["orig_lead_lag"]
        names[auxiliary["endo_index"] - 1] = f"{base}({lag})"
    return [names[i - 1] for i in known["order1"]["state_var"]]


def sorted_columns(table: Any, columns: list[int]) -> Any:
    kept = table[:, columns]
    return kept[:, np.lexsort(np.round(kept, 6))]


def numbers(values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(values, dtype=float)


@pytest.mark.parametrize("name", REFERENCES)
def test_is_read_as_dynare_reads_it(shared: Path, name: str) -> None:
    model, known = file_of(name), reference(shared, name)
    declared = known["orig_endo_nbr"]
    mine = [n for n in model.endogenous if n.isidentifier()]
    assert mine == [n for n in known["endo_names"][:declared] if not n.startswith("AUX_")]
    assert sorted(model.exogenous) == sorted([*known["exo_names"], *known["exo_det_names"]])
    assert {*known["param_names"]} - {"optimal_policy_discount_factor"} <= {*model.parameters}


@pytest.mark.parametrize("name", REFERENCES)
def test_steady_state(shared: Path, name: str) -> None:
    known, model = comparable(shared, name)
    solved = solve(model)
    names = known["endo_names"][: known["orig_endo_nbr"]]
    own = [solved.steady.values[n] for n in names]
    close = 1e-8 if error_of_theirs(known, model) < PRECISE else 1e-5
    assert np.allclose(own, numbers(known["order1"]["ys"])[: len(names)], rtol=close, atol=close)


@pytest.mark.parametrize("name", REFERENCES)
def test_first_order_rule(shared: Path, name: str) -> None:
    known, solved = compared(shared, name)
    order, declared = known["order1"], known["orig_endo_nbr"]
    kept = [k for k, i in enumerate(order["order_var"]) if i <= declared]
    mine = [solved.model.endogenous.index(known["endo_names"][order["order_var"][k] - 1])
            for k in kept]  # fmt: skip
    ghx, ghu = numbers(order["ghx"])[kept], numbers(order["ghu"])[kept]
    own, theirs = solved.ghx[mine], states(known)
    assert len(solved.states) == len(theirs)
    named = [s for s in theirs if s in solved.states]
    assert {n for n in solved.states if n.isidentifier()} <= {*named}
    gap = own[:, [solved.states.index(s) for s in named]] - ghx[:, [theirs.index(s) for s in named]]
    # What was expected before has other names and places in Dynare.
    other = sorted_columns(own, [k for k, s in enumerate(solved.states) if s not in named])
    other -= sorted_columns(ghx, [k for k, s in enumerate(theirs) if s not in named])
    shocks = [solved.model.exogenous.index(n) for n in known["exo_names"]]
    assert np.abs(np.hstack([gap, other])).max() < 1e-8 * np.abs(ghx).max()
    assert np.abs(solved.ghu[np.ix_(mine, shocks)] - ghu).max() < 1e-8 * np.abs(ghu).max()


@pytest.mark.parametrize("name", REFERENCES)
def test_eigenvalues(shared: Path, name: str) -> None:
    known, solved = compared(shared, name)
    order = known["order1"]
    theirs = np.sort(np.hypot(numbers(order["eigval_re"]), numbers(order["eigval_im"])))
    own = np.sort(np.abs(solved.solution.eigenvalues()))
    # Auxiliary variables of perfect foresight are other ones: their roots are zero and infinite.
    assert own.size == theirs.size or known["pf"]
    # Roots at zero and infinity come with what rounding leaves of them.
    own, theirs = (roots[(roots > 1e-3) & (roots < 1e3)] for roots in (own, theirs))
    assert np.allclose(own, theirs, rtol=1e-6)


@pytest.mark.parametrize("name", REFERENCES)
def test_variances(shared: Path, name: str) -> None:
    known, solved = compared(shared, name)
    order = known["order1"]
    if "autocorr1" not in order:
        pytest.skip("no theoretical moments were kept")
    rows = [solved.model.endogenous.index(n) for n in order["var_list"]]
    theirs = numbers(order["var"])
    # An estimation command has set the variances of shocks to where it starts.
    solved = solved.replace(covariance=numbers(known["Sigma_e"]))
    own = solved.moments(0).covariance[np.ix_(rows, rows)]
    finite = np.isfinite(np.diag(theirs))
    assert (np.isfinite(np.diag(own)) == finite).all()
    gap = np.abs(own - theirs)[np.ix_(finite, finite)]
    scale = np.sqrt(np.outer(*[np.diag(theirs)[finite]] * 2)) if finite.any() else np.ones((0, 0))
    assert (gap <= 1e-7 * scale + 1e-12).all()


@pytest.mark.parametrize("name", REFERENCES)
def test_what_is_not_there_yet_says_so(shared: Path, name: str) -> None:
    known = reference(shared, name)
    session = run(near(file_of(name), known, name))
    known_faults = NOT_YET | NATIVE
    faults = [
        a.error.render() for a in session.answers if a.error and a.error.code not in known_faults
    ]
    assert not faults


@pytest.mark.parametrize("name", REFERENCES)
def test_perfect_foresight_path(shared: Path, name: str) -> None:
    model, known = file_of(name), reference(shared, name)
    if not known["pf"]:
        pytest.skip("no perfect foresight")
    session = run(model)
    later = [a.error for a in session.answers if a.error and a.error.code in NOT_YET]
    if session.paths is None and later:
        pytest.skip(f"not there yet: {later[0]}")
    assert session.paths is not None, [a.error for a in session.answers]
    solved, paths = known["pf"][-1], session.paths.paths
    for k, variable in enumerate(known["endo_names"][: known["orig_endo_nbr"]]):
        theirs = numbers(solved["endo_simul"][k])
        own = paths[variable]
        # The rows before the first one differ when lags are auxiliary variables there.
        size = min(own.size, theirs.size)
        close = 1e-6 * max(1.0, np.abs(theirs).max())
        assert np.allclose(own[-size:], theirs[-size:], rtol=1e-6, atol=close), variable


def test_every_file_is_read() -> None:
    for name in REFERENCES:
        try:
            read(name)
        except TinbergenError as fault:
            pytest.fail(f"{name}: {fault}")
