"""The order of solution, against scipy's graph algorithms."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse import csgraph

from tinbergen.core.errors import TinbergenError
from tinbergen.model.blocks import blocks, check_square
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load, names
from tinbergen.model.model import Model


@st.composite
def patterns(draw: st.DrawFn, largest: int = 9) -> np.ndarray:
    """Which variable stands in which equation; few entries, so that there are many blocks."""
    n = draw(st.integers(1, largest))
    chance = draw(st.sampled_from([1, 2, 4]))
    cells = draw(st.lists(st.integers(0, 9), min_size=n * n, max_size=n * n))
    return np.array(cells).reshape(n, n) < chance


def system(pattern: np.ndarray, *, explicit: bool) -> Model:
    """Equations ``x_i = sum of the others`` or, in any form, ``0 = sum``."""
    n = len(pattern)
    lines = []
    for i in range(n):
        others = [j for j in range(n) if pattern[i, j] and not (explicit and j == i)]
        total = " + ".join([f"{j + 2}*x{j}" for j in others] + ["z", f"x{i}(-1)"])
        lines.append(f"x{i} = {total};" if explicit else f"0 = {total};")
    listed = " ".join(f"x{i}" for i in range(n))
    return parse(f"var {listed}; varexo z; model; {' '.join(lines)} end;")


@given(patterns())
def test_blocks_are_the_strongly_connected_components(pattern: np.ndarray) -> None:
    n = len(pattern)
    np.fill_diagonal(pattern, True)
    found = blocks(system(pattern, explicit=True))
    assert all(b.equations == b.variables for b in found)
    count, label = csgraph.connected_components(
        sparse.csr_array(pattern.astype(int)), directed=True, connection="strong"
    )
    wanted = {frozenset(np.flatnonzero(label == k).tolist()) for k in range(count)}
    assert {frozenset(b.equations) for b in found} == wanted
    assert sorted(v for b in found for v in b.variables) == list(range(n))


@given(patterns())
def test_blocks_do_not_depend_on_how_equations_are_written(pattern: np.ndarray) -> None:
    """Any perfect matching gives the same components (Dulmage and Mendelsohn 1958)."""
    matrix = sparse.csr_array(pattern.astype(int))
    column = csgraph.maximum_bipartite_matching(matrix, perm_type="column")
    assume((column >= 0).all())
    found = blocks(system(pattern, explicit=False))
    count, label = csgraph.connected_components(
        sparse.csr_array(pattern[:, column].astype(int)), directed=True, connection="strong"
    )
    wanted = {
        (frozenset(rows.tolist()), frozenset(column[rows].tolist()))
        for rows in (np.flatnonzero(label == k) for k in range(count))
    }
    assert {(frozenset(b.equations), frozenset(b.variables)) for b in found} == wanted
    solved: set[int] = set()
    for block in found:
        solved |= set(block.variables)
        for equation, variable in zip(block.equations, block.variables, strict=True):
            assert pattern[equation, variable]
            assert set(np.flatnonzero(pattern[equation]).tolist()) <= solved


@given(patterns())
def test_structural_singularity_is_found_and_named(pattern: np.ndarray) -> None:
    matrix = sparse.csr_array(pattern.astype(int))
    rank = csgraph.structural_rank(matrix)
    model = system(pattern, explicit=False)
    if rank == len(pattern):
        assert sum(len(b.equations) for b in blocks(model)) == len(pattern)
        return
    with pytest.raises(TinbergenError) as fault:
        blocks(model)
    assert fault.value.code == "M021"
    lost = fault.value.facts["equations"].split(", ")
    free = fault.value.facts["variables"].split(", ")
    assert len(lost) == len(free) == len(pattern) - rank
    kept = [i for i, e in enumerate(model.equations) if e.name not in lost]
    assert csgraph.structural_rank(matrix[kept]) == rank
    others = [j for j in range(len(pattern)) if f"x{j}" not in free]
    assert csgraph.structural_rank(matrix[:, others]) == rank
    assert fault.value.at == model.equation(lost[0]).at


def test_an_equation_written_twice_is_named() -> None:
    model = parse(
        """var c y p; varexo g; model;
        [name='demand'] y = c + g; [name='consumption'] c = 0.5*y; [name='again'] c = 0.4*y;
        end;"""
    )
    with pytest.raises(TinbergenError) as fault:
        blocks(model)
    assert fault.value.facts["variables"] == "p"
    assert fault.value.facts["equations"] in ("demand", "consumption", "again")


def test_an_equation_that_cancels_determines_nothing() -> None:
    with pytest.raises(TinbergenError) as fault:
        blocks(parse("var x y; model; x = x; y = x; end;"))
    assert fault.value.code == "M021"
    assert fault.value.facts["variables"] == "x"


@pytest.mark.parametrize(
    ("text", "missing", "absent"),
    [
        ("var a b c; model; a = 1; b = c(-1); end;", "equation(s)", "c"),
        ("var a; varexo x; model; a = x; a = 2*x; end;", "variable(s)", "-"),
    ],
)
def test_a_model_that_is_not_square_is_refused(text: str, missing: str, absent: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        check_square(parse(text))
    assert fault.value.code == "M020"
    assert f"1 {missing} missing" in fault.value.text("title")
    assert absent == fault.value.facts["absent"]
    assert missing not in fault.value.text("title", "zh")


def test_blocks_of_klein_s_model() -> None:
    model = load("klein1")
    found = blocks(model)
    assert [len(b.equations) for b in found] == [5, 1]
    assert [model.equations[e].name for e in found[1].equations] == ["capital"]


@pytest.mark.parametrize("name", names())
def test_library_models_can_be_ordered(name: str) -> None:
    model = load(name)
    if model.lags[1] == 0:
        assert sum(len(b.variables) for b in blocks(model)) == len(model.endogenous)


def test_a_thousand_links_need_no_deep_stack() -> None:
    n = 1500
    listed = " ".join(f"x{i}" for i in range(n))
    chain = " ".join(f"x{i} = 0.5*x{(i + 1) % n} + 1;" for i in range(n))
    (block,) = blocks(parse(f"var {listed}; model; {chain} end;"))
    assert len(block.equations) == n
