"""Trends are divided out of equations; equations that do not grow at one rate are refused."""

import math

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.parser import parse
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

GROWTH = """var g h l;
varexo e u;
parameters a m;
a = 0.4;
m = 0.01;
trend_var(growth_factor=g) A;
trend_var(growth_factor=exp(h)) P;
log_trend_var(log_growth_factor=m+u) L;
var(deflator=A) y;
var(deflator=A*P^2) w;
var(log_deflator=L) z;
"""


def read(equation: str, others: str = "", declared: str = "") -> Model:
    return parse(f"{GROWTH}{declared}\nmodel;\n{equation}\n{others}\nend;\n", "growth.mod")


def side(equation: str, declared: str = "") -> str:
    model = read(equation, declared=declared)
    return model.graph.text(model.equations[0].rhs)


@pytest.mark.parametrize(
    ("equation", "right"),
    [
        ("y = y(-1);", "y(-1)*1/g"),
        ("y = y(+1);", "y(+1)*g(+1)"),
        ("y = y(-3);", "y(-3)*1/(g*g(-1)*g(-2))"),
        ("y = y(+2);", "y(+2)*g(+1)*g(+2)"),
        ("l = A(-1)/A(+1);", "1/g/g(+1)"),
        ("z = z(-2) + z(+1);", "z(-2) + -(m + u + m + u(-1)) + z(+1) + m + u(+1)"),
        ("l = STEADY_STATE(y);", "STEADY_STATE(y)"),
    ],
)
def test_variables_carry_their_trends_from_their_dates(equation: str, right: str) -> None:
    # Two trends in logarithms added are no balanced growth: the tolerance says that it is meant.
    model = parse(f"{GROWTH}model(balanced_growth_test_tol=1); {equation} end;")
    graph = model.graph

    def value_of(leaf: Variable | str) -> float:
        if isinstance(leaf, Variable):
            return 1.1 + 0.1 * leaf.lag + ord(leaf.name[0]) / 1000
        return {"a": 0.4, "m": 0.01}.get(leaf, 2.0)

    meant = parse(
        "var g h l y w z; varexo e u; parameters a m; a = 0.4; m = 0.01; model;"
        f"{equation.split('=')[0]} = {right}; end;"
    )
    wanted = meant.graph.evaluate(meant.equations[0].residual, value_of)
    found = graph.evaluate(model.equations[0].residual, value_of)
    assert found == pytest.approx(wanted, rel=1e-14)


def test_products_of_trends_are_taken_at_the_date_of_the_variable() -> None:
    text = side("w = 0.5*w(-1);")
    model = parse("var g h w; model; w = w(-1)*0.5/g/exp(h)^2; end;")
    point = {"g": 1.1, "h": 0.3, "w": 2.0}
    found = parse(f"var g h w; model; w = {text}; end;")
    values = [
        m.graph.evaluate(m.equations[0].rhs, lambda v: point[v.name])  # type: ignore[union-attr]
        for m in (model, found)
    ]
    assert values[0] == pytest.approx(values[1])
    assert math.isfinite(values[0])


def test_predetermined_variables_have_the_trend_of_the_period_they_were_decided_in() -> None:
    text = side("y(+1) = y;", declared="predetermined_variables y;")
    assert text == "y(-1)*1/g"


def test_the_trends_are_no_variables_of_the_model() -> None:
    model = read("y = A^(1-a)*y(-1)^a*l;")
    assert set(model.endogenous) == {"g", "h", "l", "y", "w", "z"}
    assert model.exogenous == ("e", "u")
    assert set(model.parameters) == {"a", "m"}


def test_trends_of_trends() -> None:
    """A growth factor may itself grow with another trend, which must then leave the equation."""
    declared = """trend_var(growth_factor=a) B;
    var(deflator=B) x;
    trend_var(growth_factor=x) C;
    var(deflator=C) v;"""
    assert side("v = v(-1)*x*l;", declared) == "l*x*v(-1)*1/x"
    with pytest.raises(TinbergenError) as fault:
        side("v = v(-1);", declared)
    assert (fault.value.code, fault.value.facts["trend"]) == ("M124", "B")


@pytest.mark.parametrize(
    ("equation", "trend"),
    [
        ("y = l + y(-1);", "A"),
        ("y = A^2;", "A"),
        ("y = A*l + A^2*g;", "A"),
        ("w = P^2*A*l + P*A;", "P"),
        ("w = A*P*l;", "P"),
        ("w = A*P^2*l;", None),
        ("z = L + 0.5*(z(-1) - L(-1)) + u;", None),
        ("z = 2*L + l;", "L"),
        ("y = EXPECTATION(-1)(y(+1));", "A"),
        ("log(y) = log(A) + l;", None),
        ("log(y) = l*log(A);", "A"),
    ],
)
def test_equations_grow_at_one_rate(equation: str, trend: str | None) -> None:
    """As with Dynare, a growth of A^k on one side against A^j on the other is not one rate."""
    if trend is None:
        read(equation)
        return
    with pytest.raises(TinbergenError) as fault:
        read(equation)
    assert fault.value.code == "M124"
    assert fault.value.facts["trend"] == trend
    assert fault.value.at is not None
    assert fault.value.at.line == 14
