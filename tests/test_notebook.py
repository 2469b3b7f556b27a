"""The notebook among the examples runs from top to bottom, and its results show themselves."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tinbergen.core.documents.cycle import Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.plan import Plan

PATH = Path(__file__).parents[1] / "examples" / "loop.ipynb"


def _value(code: str, names: dict[str, Any]) -> Any:
    """Run a cell; what its last line says, as a notebook would show it."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(PATH), "exec"), names)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), str(PATH), "eval"), names)


@pytest.mark.slow
def test_the_notebook_runs_and_every_result_shows_itself() -> None:
    book = json.loads(PATH.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(not cell.get("outputs") for cell in book["cells"])
    names: dict[str, Any] = {}
    shown = [_value(code, names) for code in cells]
    for value in shown:
        if value is not None and not isinstance(value, str):
            assert value._repr_html_().strip().startswith("<")
            assert 0 < len(repr(value).splitlines()) <= 30
    kinds = {type(value) for value in shown}
    assert {Diagnosis, Plan, Monitoring, Evaluation} <= kinds
    assert "Comparison" in {kind.__name__ for kind in kinds}
