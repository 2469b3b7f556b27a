"""Elimination written out as code, against LAPACK."""

import ctypes

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinbergen.engine.compile import elimination
from tinbergen.engine.compile import jit as native
from tinbergen.engine.compile.codegen import Emitter, Value, declarations
from tinbergen.model.expression import Graph


def solved(matrix: np.ndarray, right: np.ndarray, known: np.ndarray) -> np.ndarray | None:
    """The solution by generated code; entries where ``known`` are numbers in the code, the
    others are read from memory."""
    n = len(right)
    emitter = Emitter(Graph(), {}, {}, 0)
    entries: dict[tuple[int, int], Value] = {}
    for i, j in zip(*np.nonzero(matrix), strict=True):
        i, j = int(i), int(j)
        entries[i, j] = float(matrix[i, j]) if known[i, j] else emitter.load("%A", i * n + j)
    rest: list[Value] = [emitter.load("%b", i) for i in range(n)]
    code = elimination.solve(emitter, entries, rest, n)
    if code is None:
        return None
    for k, value in enumerate(code[0]):
        emitter.store(value, "%x", k)
    body = "\n".join(emitter.lines)
    library = native.build(
        f"{declarations()}\ndefine void @f(ptr %A, ptr %b, ptr %x) {{\n{body}\n  ret void\n}}"
    )
    pointer = ctypes.c_void_p
    A, x = np.ascontiguousarray(matrix), np.full(n, np.nan)
    library.function("f", None, pointer, pointer, pointer)(
        A.ctypes.data, np.ascontiguousarray(right).ctypes.data, x.ctypes.data
    )
    return x


@st.composite
def systems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sparse matrices, as models have: ones on the diagonal and few others, some of them known."""
    n = draw(st.integers(1, 9))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    matrix = rng.normal(size=(n, n)) * (rng.random((n, n)) < draw(st.sampled_from([0.2, 0.4, 0.9])))
    np.fill_diagonal(matrix, np.where(rng.random(n) < 0.7, 1.0, rng.normal(size=n)))
    matrix[rng.random((n, n)) < 0.05] = -1.0
    return matrix, rng.normal(size=n), rng.random((n, n)) < 0.5


@settings(max_examples=60)
@given(systems())
def test_equals_lapack(system: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    matrix, right, known = system
    assume(np.linalg.cond(matrix) < 1e6)
    x = solved(matrix, right, known)
    if x is None:
        assert not np.diag(matrix).all()
        return
    # Without pivoting at run time digits may be lost, but not silently many.
    np.testing.assert_allclose(x, np.linalg.solve(matrix, right), rtol=1e-6, atol=1e-8)


def test_large_sparse_systems_stay_exact() -> None:
    rng = np.random.default_rng(5)
    n = 60
    matrix = np.eye(n) + np.diag(rng.uniform(-0.4, 0.4, n - 1), -1)
    matrix[:3] += rng.uniform(-0.1, 0.1, (3, n))
    right = rng.normal(size=n)
    x = solved(matrix, right, np.zeros((n, n), bool))
    np.testing.assert_allclose(x, np.linalg.solve(matrix, right), rtol=1e-12)


def test_a_matrix_singular_whatever_its_entries_has_no_code() -> None:
    matrix = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert solved(matrix, np.ones(2), np.zeros((2, 2), bool)) is None


@pytest.mark.parametrize("known", [False, True])
def test_a_matrix_singular_at_its_values_gives_no_number(known: bool) -> None:
    matrix = np.array([[1.0, 2.0], [2.0, 4.0]])
    x = solved(matrix, np.ones(2), np.full((2, 2), known))
    assert x is None or not np.isfinite(x).all()


def test_code_that_would_be_too_long_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elimination, "LARGEST", 3)
    rng = np.random.default_rng(0)
    assert solved(rng.normal(size=(4, 4)), np.ones(4), np.zeros((4, 4), bool)) is None
