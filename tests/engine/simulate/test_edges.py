"""Kinks at a point, and terms that vanish there."""

import pytest

from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.simulate.edges import kinks, resting, vanishing
from tinbergen.model.dynare.parser import parse


def told(equation: str, **point: float) -> list[str]:
    text = f"var y; varexo e; parameters p; p = 0; model;\n[name='rule'] {equation}; end;"
    model = parse(text)
    return [f.facts["term"] for f in kinks(model, resting(model, {"y": 0.0, **point}))]


@pytest.mark.parametrize(
    ("equation", "terms"),
    [
        ("y = max(0, y(-1)) - 0.5*abs(y(-1)) + e", ["max(0, y(-1))", "abs(y(-1))"]),
        ("y = min(y(-1), e) + 1", ["min(y(-1), e)"]),
        ("y = 0.5*y(-1)*(y(-1) > 0) + e", ["y(-1) > 0"]),
        ("y = sign(y(-1)) + e", ["sign(y(-1))"]),
        # Away from the kink, or where only parameters are compared, nothing turns.
        ("y = max(1, y(-1)) - 1 + e", []),
        ("y = abs(y(-1) - 2) - 2 + e", []),
        ("y = max(p, 0) + abs(p)*y(-1) + e", []),
    ],
)
def test_what_turns_at_the_point_is_named(equation, terms) -> None:
    assert told(equation) == terms


def test_away_from_the_point_nothing_turns() -> None:
    assert told("y = max(0, y(-1)) + e", y=1e-6) == []
    assert told("y = max(0, y(-1)) + e", y=1e-12) == ["max(0, y(-1))"]


def test_a_solution_at_a_kink_says_so_with_equation_and_place() -> None:
    model = parse("var y; varexo e; model;\n\n[name='rule'] y = max(0, y(-1))/2 + e; end;")
    (notice,) = equilibrium(model).notices
    assert (notice.code, notice.facts["equation"]) == ("E250", "rule")
    assert notice.at is not None
    assert (notice.at.line, notice.at.column) == (3, 15)


def test_only_what_may_not_be_zero_vanishes() -> None:
    model = parse(
        "var y x; parameters a; a = .5; model; log(y) = x; x = y^a + 1/(x*y) + y^2 + a/y; end;"
    )
    found = vanishing(model, resting(model, {"y": 1e-12, "x": 1.0}))
    assert [each.variables for each in found] == [("y",), ("y",), ("y", "x"), ("y",)]
    assert vanishing(model, resting(model, {"y": 1e-6, "x": 1.0})) == []
