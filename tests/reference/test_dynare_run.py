"""What ``model run`` gives against Dynare 5.3: Collard's model, our own file in ``models/``."""

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.app import dynare
from tinbergen.app.model_file import ModelInputs
from tinbergen.app.results_dynare import ModelRun

COLLARD = Path(__file__).parent / "models" / "collard_2001.mod"


@pytest.fixture
def both(shared: Path, tmp_path: Path) -> tuple[ModelRun, dict[str, Any]]:
    """Our run of the file with Dynare's parameters, shocks and steady state, and Dynare's."""
    with lzma.open(shared / "reference/dynare/dynare_examples__example1.json.xz") as file:
        kept = json.load(file)
    values = dict(zip(kept["param_names"], kept["params"], strict=True))
    start = dict(zip(kept["endo_names"], kept["steady_state"], strict=True))
    (e, eu), (_, u) = kept["Sigma_e"]
    text = COLLARD.read_text(encoding="utf-8").replace(
        "model;", "".join(f"{n} = {v!r};\n" for n, v in values.items()) + "model;", 1
    )
    text += "initval;\n" + "".join(f"{n} = {v:.3g};\n" for n, v in start.items()) + "end;\n"
    text += f"shocks; var e = {e!r}; var u = {u!r}; var e, u = {eu!r}; end;\n"
    text += "steady; check; stoch_simul(order=1, irf=8);\n"
    (tmp_path / "collard.mod").write_text(text, encoding="utf-8")
    return dynare.run(ModelInputs(str(tmp_path / "collard.mod"))).result, kept


def test_model_summary(both) -> None:
    run, kept = both
    first = kept["order1"]
    assert run.summary is not None
    assert run.summary.variables == len(kept["endo_names"])
    assert run.summary.shocks == len(kept["exo_names"])
    assert run.summary.states == first["nspred"]
    assert run.summary.forward == first["nsfwrd"]
    assert run.summary.static == first["nstatic"]


def test_steady_state_and_covariance_of_shocks(both) -> None:
    run, kept = both
    found = [run.commands[0].result["values"][n] for n in kept["endo_names"]]
    np.testing.assert_allclose(found, kept["steady_state"], atol=1e-9)
    rows = [[run.shock_covariance[a][b] for b in kept["exo_names"]] for a in kept["exo_names"]]
    np.testing.assert_allclose(rows, kept["Sigma_e"], rtol=1e-12)


def test_eigenvalues_real_and_imaginary(both) -> None:
    run, kept = both
    first = kept["order1"]
    found = [complex(a, b) for a, b in run.commands[1].result["eigenvalues"] if a is not None]
    real, imaginary = (np.array(first[k], dtype=float) for k in ("eigval_re", "eigval_im"))
    finite = np.abs(real) < 1e10
    expected = np.sort_complex((real + 1j * imaginary)[finite])
    np.testing.assert_allclose(np.sort_complex(found), expected, atol=1e-8)
    assert run.commands[1].result["explosive"] == first["edim"]


def test_policy_functions_and_moments(both) -> None:
    run, kept = both
    first = kept["order1"]
    names, rows = kept["endo_names"], [kept["endo_names"][i - 1] for i in first["order_var"]]
    states = [names[i - 1] for i in first["state_var"]]
    for table, given, columns in (("ghx", run.ghx, states), ("ghu", run.ghu, kept["exo_names"])):
        found = [[given[row][column] for column in columns] for row in rows]
        expected = np.array(first[table], dtype=float).reshape(len(rows), -1)
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-10)
    listed = first["var_list"]
    covariance = run.stochastic["covariance"]
    found = [[covariance[a][b] for b in listed] for a in listed]
    np.testing.assert_allclose(found, first["var"], rtol=1e-6, atol=1e-12)
