"""A model given as a file, steered: paths, prices and faults."""

from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.sensitivity import sensitivities
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.problemfile import read_problem
from tinbergen.loop.steered import Steering
from tinbergen.loop.steering import load_with, steer
from tinbergen.model.dynare.parser import parse

MODEL = """
var y r b; varexo e; parameters a; a = 0.5;
model;
[name='y'] y = a*y(-1) - 0.4*r(-1) + e;
[name='rule'] r = 1 + 0.3*y(-1);
[name='b'] b = b(-1) + 0.1*r - 0.2*y;
end;
"""
PROBLEM = """
title: {en: A test, zh: 测试}
source: {en: invented, zh: 虚构}
disturbance: {en: demand falls, zh: 需求下降}
definitions:
  - {name: twice, formula: 2 * y}
disturbances:
  - {name: e, value: -3, start: 2001Q1, end: 2001Q2}
instruments:
  - name: r
    title: {en: rate, zh: 利率}
    unit: {en: percent, zh: 百分比}
    instead_of: rule
    lower: 0
    smoothness: 0.1
targets:
  - variable: y
    title: {en: gap, zh: 缺口}
    unit: {en: percent, zh: 百分比}
    measure: gap
shown:
  - variable: twice
    title: {en: double, zh: 两倍}
    unit: {en: percent, zh: 百分比}
"""


def steered(folder: Path, problem: str = PROBLEM, model: str = MODEL) -> Steering:
    (folder / "own.mod").write_text(model, encoding="utf-8")
    (folder / "problem.yaml").write_text(problem, encoding="utf-8")
    written, positions = read_problem(folder / "problem.yaml")
    read = load_with(str(folder / "own.mod"), written)
    ones = np.ones(40)
    data = Dataset.of("2000Q1", {"y": ones, "r": ones, "b": ones, "twice": 2 * ones, "e": 0 * ones})
    span = Period.parse("2001Q1").to(Period.parse("2003Q4"))
    return steer(read, data, span, written, positions)


def test_plan_is_optimal_and_its_parts_sum(tmp_path: Path) -> None:
    found = steered(tmp_path)
    assert found.loss < found.idle_loss
    assert found.kkt < 1e-6
    assert found.resimulation < 1e-9
    assert found.curvature < 1e-9
    for track in found.tracks:
        total = np.sum(list(track.parts.values()), axis=0)
        np.testing.assert_allclose(np.subtract(track.plan, track.idle), total, atol=1e-9)
    np.testing.assert_allclose(found.track("twice").baseline, 2)
    assert sum(s.plan for s in found.shares) == pytest.approx(found.loss)
    assert sum(s.idle for s in found.shares) == pytest.approx(found.idle_loss)


def test_price_is_what_room_saves(tmp_path: Path) -> None:
    found = steered(tmp_path)
    (bound,) = found.bounds
    assert any(bound.binds)
    lower, higher = (
        steered(tmp_path, PROBLEM.replace("lower: 0", f"lower: {at}")).loss for at in (-1e-4, 1e-4)
    )
    assert sum(bound.prices) == pytest.approx((higher - lower) / 2e-4, rel=1e-3)


def test_weights_are_varied_one_by_one(tmp_path: Path) -> None:
    mixes = steered(tmp_path).mixes
    assert [m.factor for m in mixes] == [1.0, 0.5, 0.5, 2.0, 2.0]
    assert mixes[1].means["r"] != pytest.approx(mixes[3].means["r"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("lower: 0", "lower: 0\n    upper: -1", "L060"),
        ("variable: twice", "variable: twize", "L061"),
        ("instead_of: rule", "instead_of: rul", "L062"),
        ("end: 2001Q2", "end: 2009Q2", "L064"),
        ("lower: 0", "lowr: 0", "L002"),
    ],
)
def test_faults(tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(TinbergenError) as fault:
        steered(tmp_path, PROBLEM.replace(old, new))
    assert fault.value.code == code
    assert fault.value.at is not None


def test_models_that_look_ahead_are_steered_with_the_plan_foreseen(tmp_path: Path) -> None:
    ahead = MODEL.replace("+ e;", "+ 0.3*y(+1) + e;").replace("- 0.4*r(-1)", "- 0.4*r")
    found = steered(tmp_path, model=ahead)
    assert found.loss < found.idle_loss
    assert found.kkt < 1e-6
    assert found.resimulation < 1e-8
    for track in found.tracks:
        total = np.sum(list(track.parts.values()), axis=0)
        np.testing.assert_allclose(np.subtract(track.plan, track.idle), total, atol=1e-8)
    (bound,) = found.bounds
    near = [
        steered(tmp_path, PROBLEM.replace("lower: 0", f"lower: {at}"), ahead).loss
        for at in (-1e-4, 1e-4)
    ]
    assert sum(bound.prices) == pytest.approx((near[1] - near[0]) / 2e-4, rel=1e-3)


def test_a_singular_period_is_named() -> None:
    model = parse(
        "var x y; varexo e; model; [name='one'] x + y = e; [name='two'] x*x + y = 1; end;"
    )
    span = Period.parse("2001Q1").to(Period.parse("2001Q2"))
    # At x = 1/2 the two equations have the same slopes.
    values = {"x": np.full(3, 0.5), "y": np.full(3, 0.75), "e": np.full(3, 1.25)}
    base = simulate(model, Dataset.of("2000Q4", values), span)
    with pytest.raises(TinbergenError) as fault:
        sensitivities(model, base, ["x"], ["e"])
    assert fault.value.code == "L066"
    assert "2001Q1" in str(fault.value)
