"""Dynare 5.3 itself, on our own files of the language and on what ``write_mod`` makes of them.

Each file of ``models/dynare`` is about one thing in the language; Dynare must give what we get.
Tests skip where Octave or Dynare is not installed.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.dynare.run import run
from tinbergen.dynare.state import Session
from tinbergen.engine.linear.solution import Equilibrium
from tinbergen.model.dynare.parser import parse_file
from tinbergen.model.dynare.writer import write_mod

MODELS = sorted((Path(__file__).parent / "models" / "dynare").glob("*.mod"))
#: Files that Dynare also reads as we write them.
WRITTEN = ("ramsey", "long_leads", "expectation_at_rest", "steady_operator", "function_table",
           "foresight_leads", "ramsey_endval", "declarations", "static_tags", "trends",
           "covariance_matrix", "known_ahead", "declared_again", "bound_above",
           "steady_homotopy_each")  # fmt: skip
DYNARE = (Path("/usr/lib/dynare/matlab"), Path("/usr/share/dynare/matlab"))

pytestmark = pytest.mark.slow

#: Runs every file of a folder and writes its numbers as lines: name, rows, columns, values.
BATCH = r"""
addpath {dynare}
warning('off', 'all');
tinbergen_names = {{{names}}};
for tinbergen_k = 1:numel(tinbergen_names)
  tinbergen_name = tinbergen_names{{tinbergen_k}};
  oo_ = struct();
  tinbergen_file = fopen([tinbergen_name '.numbers'], 'w');
  tinbergen_put = @(name, x) fprintf(tinbergen_file, '%s %d %d%s\n', name, rows(x), columns(x), ...
                                     sprintf(' %.17g', x));
  tinbergen_say = @(name, x) fprintf(tinbergen_file, '%s: %s\n', name, strjoin(cellstr(x)', ' '));
  try
    dynare([tinbergen_name '.mod'], 'noclearall', 'nolog', 'nostrict', 'nointeractive');
    tinbergen_say('endogenous', M_.endo_names);
    tinbergen_say('exogenous', M_.exo_names);
    tinbergen_put('steady', oo_.steady_state);
    tinbergen_put('covariance', M_.Sigma_e);
    if isfield(oo_, 'dr') && isfield(oo_.dr, 'ghx')
      tinbergen_put('ghx', oo_.dr.ghx);
      tinbergen_put('ghu', oo_.dr.ghu);
      tinbergen_put('order', oo_.dr.order_var(:));
      tinbergen_put('states', oo_.dr.state_var(:));
      tinbergen_put('roots', abs(oo_.dr.eigval(:)));
    end
    if isfield(oo_, 'endo_simul') && columns(oo_.endo_simul) > 1
      tinbergen_put('paths', oo_.endo_simul);
    end
  catch tinbergen_fault
    fprintf(tinbergen_file, 'fault: %s\n', strrep(tinbergen_fault.message, "\n", ' '));
  end
  fclose(tinbergen_file);
end
"""


@dataclass(frozen=True)
class Ran:
    """What Dynare made of a file."""

    words: dict[str, list[str]]
    numbers: dict[str, np.ndarray[Any, np.dtype[np.float64]]]

    def rows(self, names: list[str]) -> list[int]:
        """Rows of ghx for these variables."""
        order = (self.numbers["order"].ravel() - 1).astype(int).tolist()
        return [order.index(self.words["endogenous"].index(name)) for name in names]

    @property
    def states(self) -> list[str]:
        endogenous = self.words["endogenous"]
        return [endogenous[int(k) - 1] for k in self.numbers["states"].ravel()]


@pytest.fixture(scope="module")
def dynare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """All files and all exports, run in one Octave."""
    place = next((path for path in DYNARE if path.is_dir()), None)
    if shutil.which("octave") is None or place is None:
        pytest.skip("Octave with Dynare is not installed here")
    folder = tmp_path_factory.mktemp("dynare")
    names = []
    for path in MODELS:
        for beside in path.parent.glob(f"{path.stem}.*"):
            (folder / beside.name).write_bytes(beside.read_bytes())
        names.append(path.stem)
        if path.stem in WRITTEN:
            names.append(f"{path.stem}_written")
            (folder / f"{names[-1]}.mod").write_text(write_mod(parse_file(path)))
    listed = ", ".join(f"'{name}'" for name in names)
    (folder / "batch.m").write_text(BATCH.format(dynare=place, names=listed))
    command = ["octave", "--no-gui", "--no-init-file", "batch.m"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=1200, check=False)
    (folder / "log.txt").write_bytes(done.stdout + done.stderr)
    return {name: read(folder / f"{name}.numbers") for name in names}


def read(path: Path) -> Ran:
    words: dict[str, list[str]] = {}
    numbers = {}
    for line in path.read_text().splitlines():
        key, *rest = line.split()
        if key.endswith(":"):
            words[key[:-1]] = rest
        else:
            shape = int(rest[1]), int(rest[0])
            numbers[key] = np.array(rest[2:], float).reshape(shape).T
    assert "fault" not in words, f"{path.stem}: {words}"
    return Ran(words, numbers)


@pytest.mark.parametrize("name", [*(p.stem for p in MODELS), *(f"{n}_written" for n in WRITTEN)])
def test_the_same_numbers(dynare: dict[str, Ran], name: str) -> None:
    theirs = dynare[name]
    session = run(parse_file(MODELS[0].with_name(f"{name.removesuffix('_written')}.mod")))
    assert [answer.error for answer in session.answers if answer.error] == []
    solved = [a.result for a in session.answers if isinstance(a.result, Equilibrium)]
    assert solved or session.paths
    if solved:
        compare_solution(solved[-1], theirs)
    if session.paths:
        # Dynare's search with bounds stops at a merit of 1e-16, the square of its errors.
        compare_paths(session, theirs, 1e-6 if name.startswith("bound_") else 1e-8)


def compare_solution(solved: Equilibrium, theirs: Ran) -> None:
    """Rows of the declared variables; Dynare's auxiliary states have other names and places."""
    names = [n for n in theirs.words["endogenous"] if n in solved.model.endogenous]
    assert len(names) >= sum(n.isidentifier() for n in solved.model.endogenous)
    mine = [solved.model.endogenous.index(n) for n in names]
    at_rest = dict(zip(theirs.words["endogenous"], theirs.numbers["steady"].ravel(), strict=True))
    for name in names:
        assert solved.steady.values[name] == pytest.approx(at_rest[name], rel=1e-8, abs=1e-8)
    # Deterministic exogenous variables are no shocks to Dynare.
    shocks = [solved.model.exogenous.index(n) for n in theirs.words["exogenous"]]
    numbers, rows = theirs.numbers, theirs.rows(names)
    same(solved.ghu[np.ix_(mine, shocks)], numbers["ghu"][rows])
    same(solved.covariance[np.ix_(shocks, shocks)], numbers["covariance"])
    assert len(solved.states) == len(theirs.states)
    named = [s for s in solved.states if s in theirs.states]
    same(
        solved.ghx[np.ix_(mine, [solved.states.index(s) for s in named])],
        numbers["ghx"][np.ix_(rows, [theirs.states.index(s) for s in named])],
    )
    same(
        sorted_columns(solved.ghx[mine], [k for k, s in enumerate(solved.states) if s not in named]),
        sorted_columns(numbers["ghx"][rows], [k for k, s in enumerate(theirs.states)
                                              if s not in named]),
    )  # fmt: skip
    if not any(is_chain(n) for n in solved.model.endogenous):
        same(finite(np.abs(solved.solution.eigenvalues())), finite(numbers["roots"].ravel()))


def is_chain(name: str) -> bool:
    """Whether an auxiliary variable makes roots of zero that rounding spreads over the plane."""
    return "(-2)" in name


def same(ours: Any, theirs: Any, tolerance: float = 1e-8) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def sorted_columns(table: Any, columns: list[int]) -> Any:
    kept = table[:, columns]
    return kept[:, np.lexsort(np.round(kept, 6))]


def finite(roots: Any) -> Any:
    sizes = np.sort(roots)
    return np.where(sizes < 1e8, sizes, np.inf)


def compare_paths(session: Session, theirs: Ran, tolerance: float) -> None:
    """Dynare has one initial and one terminal value, however long lags and leads are."""
    found = session.paths
    assert found is not None
    table = theirs.numbers["paths"]
    inside = slice(found.lags - 1, found.lags + found.periods + 1)
    for name in session.model.endogenous:
        if name in theirs.words["endogenous"]:
            row = table[theirs.words["endogenous"].index(name)]
            same(found.paths[name][inside], row, tolerance)
