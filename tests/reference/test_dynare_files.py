"""Model files that others wrote, solved as Dynare 5.3 solves them.

The files are other people's work and are not part of this project: they are read from Debian's
dynare package or from ``reference-models``, a folder git ignores. Where neither holds a file, its
test skips.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.engine.equilibrium import equilibrium
from tinbergen.engine.session.run import run
from tinbergen.model.parser import parse_file

PLACES = (
    Path("/usr/share/doc/dynare/examples"),
    Path(__file__).parents[2] / "reference-models",
)


def model_file(name: str) -> Path:
    for place in PLACES:
        found = sorted(place.rglob(f"{name}.mod"), key=lambda p: len(p.parts))
        if found:
            return found[0]
    pytest.skip(f"no {name}.mod here: install Debian's dynare, or put it into reference-models/")


def reference(shared: Path, name: str) -> dict[str, Any]:
    path = shared / "reference" / "dynare" / f"{name}.json.xz"
    with lzma.open(path) as file:
        content: dict[str, Any] = json.load(file)
    return content


def settled(path: Path, known: dict[str, Any]):
    values = zip(known["param_names"], known["params"], strict=True)
    return parse_file(path).with_values({n: v for n, v in values if isinstance(v, (int, float))})


@pytest.mark.parametrize(
    ("file", "name"),
    [("example1", "dynare_examples__example1"), ("fs2000", "dynare_examples__fs2000")],
)
def test_first_order_solution(shared: Path, file: str, name: str) -> None:
    known = reference(shared, name)
    solved = equilibrium(settled(model_file(file), known))
    order, declared = known["order1"], known["orig_endo_nbr"]
    names = known["endo_names"]
    rows = [(k, i - 1) for k, i in enumerate(order["order_var"]) if i <= declared]
    mine = [solved.model.endogenous.index(names[i]) for _, i in rows]
    ghx, ghu = np.array(order["ghx"], float), np.array(order["ghu"], float)
    states = [names[i - 1] for i in order["state_var"]]
    assert list(solved.states) == states
    steady = np.array(order["ys"][:declared], float)
    own = np.array([solved.steady.values[n] for n in names[:declared]])
    assert np.allclose(own, steady, rtol=1e-8, atol=1e-10)
    kept = [k for k, _ in rows]
    assert np.abs(solved.ghx[mine] - ghx[kept]).max() < 1e-8 * np.abs(ghx).max()
    assert np.abs(solved.ghu[mine] - ghu[kept]).max() < 1e-8 * np.abs(ghu).max()
    assert len(solved.solution.eigenvalues()) == len(order["eigval_re"])


def test_perfect_foresight_path(shared: Path) -> None:
    known = reference(shared, "dynare_examples__ramst")
    session = run(parse_file(model_file("ramst")))
    assert session.paths is not None
    paths = np.array(known["pf"][0]["endo_simul"], float)
    for k, name in enumerate(known["endo_names"][: known["orig_endo_nbr"]]):
        assert np.allclose(session.paths.paths[name], paths[k], rtol=1e-6)
