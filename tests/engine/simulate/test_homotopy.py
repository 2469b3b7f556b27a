"""Problems approached step by step."""

from __future__ import annotations

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.dynare.run import run
from tinbergen.engine.simulate.homotopy import follow
from tinbergen.model.dynare.parser import parse

GROWTH = """
var c k; varexo x; parameters alpha beta delta gamma;
alpha = 0.3; beta = 0.9; delta = 0.2; gamma = 2;
model;
c^(-gamma) = beta*c(+1)^(-gamma)*(alpha*x(+1)*k^(alpha - 1) + 1 - delta);
c + k = x*k(-1)^alpha + (1 - delta)*k(-1);
end;
initval; x = 1; k = 1; c = 0.8; end;
"""
SETUP = "homotopy_setup; alpha, 0.3, 0.5; delta, 0.05; x, 1, 2; end;"


def limited(reach: float, widest: float):
    """Solves a step of at most ``widest``, up to ``reach``."""

    def solve(weight: float, guess: float) -> float:
        if weight - guess > widest or weight > reach:
            raise TinbergenError("E011", model="m", period=1, equations="e")
        return weight

    return solve


def test_steps_are_halved_until_they_succeed() -> None:
    found = follow(limited(1.0, 0.2), 0.0)
    assert found.reached == 1.0
    assert found.solution == 1.0
    assert found.solved == tuple(sorted(found.solved))
    assert np.diff([0, *found.solved]).max() <= 0.2


def test_where_nothing_goes_on_it_says_how_far_it_got() -> None:
    found = follow(limited(0.6, 1.0), 0.0)
    assert found.reached == pytest.approx(0.6, abs=1e-4)
    assert found.solution == found.reached
    assert found.fault is not None


@pytest.mark.parametrize(("mode", "steps"), [(1, 10), (2, 5), (3, 20)])
def test_every_way_leads_to_the_final_values(mode: int, steps: int) -> None:
    text = GROWTH + SETUP + f"steady(homotopy_mode={mode}, homotopy_steps={steps});"
    session = run(parse(text))
    assert [a.error for a in session.answers if a.error] == []
    assert session.values["alpha"] == 0.5
    assert session.values["delta"] == 0.05
    k = ((1 / 0.9 - 1 + 0.05) / (0.5 * 2)) ** (1 / (0.5 - 1))
    assert session.initial["k"] == pytest.approx(k)
    assert session.initial["x"] == 2


def test_a_steady_state_that_ceases_to_exist_is_named_with_the_last_one() -> None:
    text = """var y; varexo x; model; y^2 = 1 - x; end; initval; y = 1; end;
    homotopy_setup; x, 0, 2; end; """
    session = run(parse(text + "steady(homotopy_mode=1, homotopy_steps=8);", "square.mod"))
    (fault,) = [a.error for a in session.answers if a.error]
    assert fault.code == "E043"
    assert "50%" in fault.render("en")
    assert "x = 1" in fault.render("zh")
    session = run(parse(text + "steady(homotopy_mode=1, homotopy_steps=8, "
                        "homotopy_force_continue);"))  # fmt: skip
    assert session.initial["x"] == 1
    assert "E043" in [n.code for n in session.notices]


@pytest.mark.parametrize(
    ("command", "code"),
    [("steady(homotopy_mode=1);", "E049"), ("steady(homotopy_mode=4);", "E048"),
     ("steady(homotopy_mode=2, homotopy_steps=0);", "E048")],
)  # fmt: skip
def test_homotopy_that_is_not_described(command: str, code: str) -> None:
    session = run(parse(GROWTH + command))
    assert [a.error.code for a in session.answers if a.error] == [code]


def test_a_path_that_does_not_exist_says_how_far_it_could_be_followed() -> None:
    text = """var y z; varexo x; model; z^2 = 1 - x + 0*y(+1); y = 0.5*y(-1) + 0.1*y(+1) + z; end;
    initval; x = 0; y = 2.5; z = 1; end; steady; shocks; var x; periods 3; values 1.6; end;
    perfect_foresight_setup(periods=20); perfect_foresight_solver{options};"""
    session = run(parse(text.replace("{options}", ""), "square.mod"))
    (fault,) = [a.error for a in session.answers if a.error]
    assert fault.code == "E039"
    assert fault.facts["period"] == 3
    assert float(fault.facts["reached"]) == pytest.approx(62.5, abs=0.01)
    session = run(parse(text.replace("{options}", "(no_homotopy)")))
    (fault,) = [a.error for a in session.answers if a.error]
    assert fault.code in ("E011", "E012")
