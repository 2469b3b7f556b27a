"""Simultaneous equations that determine nothing, or few digits, are found out."""

import pytest

from tinbergen.app.models import check_model
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.compile.program import compile_model
from tinbergen.engine.simulate.backward import simulate
from tinbergen.engine.simulate.determined import require_independent
from tinbergen.model.dynare.parser import parse

#: y = x + e with x = a y: y = e/(1 - a), and anything where a = 1 and e = 0.
LOOP = "var y x; varexo e; parameters a; a = {a}; model; y = x + e; x = a*y; end;"
START = Period.parse("2000Q1")


def data(*shocks: float) -> Dataset:
    count = len(shocks)
    return Dataset.of(START, {"y": [1.0] * count, "x": [1.0] * count, "e": list(shocks)})


@pytest.mark.parametrize("static", [False, True])
@pytest.mark.parametrize("shock", [0.0, 0.1])
def test_a_singular_model_is_not_simulated(shock, static) -> None:
    model = parse(LOOP.format(a=1))
    with pytest.raises(TinbergenError) as fault:
        simulate(model, data(shock, shock), START.to(START + 1), static=static)
    assert fault.value.code == "E251"
    assert fault.value.facts["variables"] == "y, x"


@pytest.mark.parametrize(("a", "digits"), [("1-1e-13", 2), ("1-1e-10", 5)])
def test_few_digits_are_said(a, digits) -> None:
    """e magnified by 1/(1 - a); 1 - a itself is known to 15.65 digits less those of 1/(1 - a)."""
    run = simulate(parse(LOOP.format(a=a)), data(0.1), START.to(START))
    (notice,) = run.notices
    assert (notice.code, notice.facts["digits"]) == ("E252", digits)
    assert run["y"][0] * float(a[2:]) / 0.1 == pytest.approx(1, abs=10.0**-digits)


def test_units_are_no_matter() -> None:
    """Equations and variables of very different sizes are as well determined as others."""
    model = parse("var y x; varexo e; model; y*1e12 = 0.5*x*1e-9 + e; x*1e-9 = 0.3*y*1e12; end;")
    assert simulate(model, data(1.0), START.to(START)).notices == ()


def test_a_period_in_which_a_variable_is_free_is_named() -> None:
    """x is multiplied by 2 - e, which is zero in the third period."""
    text = "var y x; varexo e; model; y = 2 - e + 0*x; (x - 1)*(2 - e) = y - 2 + e; end;"
    with pytest.raises(TinbergenError) as fault:
        simulate(parse(text), data(0.0, 1.0, 2.0), START.to(START + 2))
    assert fault.value.code == "E251"
    assert "2000Q3" in fault.value.text("title")


def test_check_looks_without_data(tmp_path) -> None:
    for value, singular in (("1", True), ("0.9", False), ("1-1e-13", False)):
        path = tmp_path / "loop.mod"
        path.write_text(LOOP.format(a=value))
        if singular:
            with pytest.raises(TinbergenError) as fault:
                check_model(str(path))
            assert fault.value.code == "E251"
        else:
            assert check_model(str(path)).result.endogenous == ("y", "x")


def test_equations_of_levels_that_are_dependent_everywhere() -> None:
    model = parse("var y x; model; log(y*x) = 1; log(y) + log(x) = 1; end;")
    with pytest.raises(TinbergenError):
        require_independent(model, compile_model(model))
    sound = parse("var y x; model; log(y*x) = 1; y = x; end;")
    require_independent(sound, compile_model(sound))
