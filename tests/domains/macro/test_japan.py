"""Japan's pictures, which the template of the United States' makes, and its cases."""

import dataclasses
import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.app.case import demo_of
from tinbergen.core.documents.plan import Plan
from tinbergen.core.period import Period, Span
from tinbergen.data.japan import japan_quarterly
from tinbergen.engine.estimate.posterior_mode import without
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.engine.linear.tracking import smooth
from tinbergen.loop.case import cases
from tinbergen.loop.design import design
from tinbergen.loop.situation import Situation, assess
from tinbergen.model.library import load

ROOT = Path(__file__).parents[3]
FOLDER = Path(tb.__file__).parent / "domains" / "macro"
OBSERVED = {"GROWTH": 0.2, "U": 0.03, "INFL": 0.2, "r": 0.05, "RER": 0.5}
TAXED = ("1997Q2:1997Q2", "2014Q2:2014Q2", "2019Q4:2019Q4")
PICTURES = ("anchored", "accelerating")


@pytest.fixture(scope="module")
def tool():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "tools")
        yield importlib.import_module("estimate_projection")
        patch.delitem(sys.modules, "estimate_projection")


@pytest.fixture(scope="module")
def situations() -> dict[str, Situation]:
    names = ("japan-now", "japan-2012")
    return {n: assess(dataclasses.replace(cases.load(n), draws=40)) for n in names}


@pytest.fixture(scope="module")
def plans(situations: dict[str, Situation]) -> dict[str, Plan]:
    return {n: design(there, alternatives=False) for n, there in situations.items()}


def path(plan: Plan, name: str, *, still: bool = False) -> np.ndarray:
    series = plan.baseline_instruments if still else plan.instruments
    return np.array(next(s.values for s in series if s.name == name), dtype=float)


@pytest.mark.parametrize("country", ["us", "japan"])
def test_files_begin_as_the_tool_writes_them(country: str, tool) -> None:
    there = tool.COUNTRIES[country]
    for picture in there.pictures:
        files = sorted(FOLDER.glob(f"{country}_{picture}*.mod"))
        assert files
        for file in files:
            assert file.read_text(encoding="utf-8").startswith(tool.head_of(there, picture))


def test_priors_at_the_bound_are_what_the_united_states_data_say() -> None:
    """Modes of the files; deviations as their estimates'."""
    told = (FOLDER / "projection.mod").read_text(encoding="utf-8")
    blocks = told.partition("@#if BOUND")[2].partition("@#endif\n@#else")[0].split("@#else")
    for picture, block in zip(PICTURES, blocks, strict=True):
        values = load(FOLDER / f"us_{picture}.mod").values
        lines = [line.rstrip(";").split(", ") for line in block.splitlines() if "_pdf" in line]
        assert len(lines) == (8 if picture == "anchored" else 7)
        for name, _, mean, _ in lines:
            assert float(mean) == pytest.approx(values[name], abs=6e-5), (picture, name)


@pytest.mark.parametrize("picture", PICTURES)
def test_the_file_carries_the_mode(picture: str) -> None:
    """Estimated anew from its values on the sample that it names, they stay, as do likelihoods."""
    file = FOLDER / f"japan_{picture}.mod"
    model = load(file)
    fit = tb.estimate_mode(
        model, japan_quarterly(), observed=OBSERVED, sample="1995Q2:2019Q4", omit=TAXED,
        hessian=False,
    )  # fmt: skip
    names = [n for n in fit.names if not n.startswith("stderr")]
    np.testing.assert_allclose(
        [model.values[n] for n in names], [fit.model.values[n] for n in names], atol=3e-3
    )
    said = file.read_text(encoding="utf-8").split("likelihood ")[1]
    assert fit.loglik == pytest.approx(float(said.partition(",")[0]), abs=0.05)


@pytest.mark.parametrize("picture", PICTURES)
def test_trends_move_sensibly(picture: str) -> None:
    """The Bank of Japan has the natural rate at -.9 to .5 (staff, March 2026) and the gap at .5 in
    2025Q3; the pictures see a lower rate and a larger gap, by not more than a point and two."""
    model, data = load(FOLDER / f"japan_{picture}.mod"), japan_quarterly()
    solved = equilibrium(model)
    omit = [Span.parse(s) for s in (*TAXED, "2020Q1:2021Q1")]
    states = smooth(solved, without(data, OBSERVED, omit), OBSERVED).states
    names = solved.model.endogenous

    def at(name: str, quarter: str) -> float:
        value = states[data.span.position(Period.parse(quarter)), names.index(name)]
        return float(value + solved.steady.values[name])

    assert -7 < at("GAP", "2009Q2") < -4 and 0 < at("GAP", "2025Q3") < 2.5
    assert 2.5 < at("U_NATURAL", "2026Q2") < 3.2 and 4 < at("U_NATURAL", "2002Q1") < 5
    assert 0.2 < at("TREND", "2026Q2") < 0.7
    assert -1.9 < at("NATURAL", "2026Q2") < 0.5 and at("NATURAL", "2002Q1") > -0.5
    assert -0.8 < at("ANCHOR", "2012Q4") < 0.2 and 1.2 < at("ANCHOR", "2026Q2") < 2.2
    assert at("EXCHANGE", "2026Q2") > 3  # the yen is weak


def test_a_higher_rate_strengthens_the_currency_and_a_closed_economy_has_none(tool) -> None:
    for picture in PICTURES:
        solved = equilibrium(load(FOLDER / f"japan_{picture}.mod"))
        names = solved.model.endogenous
        answer = solved.responses("e_rate", 12, size=1.0)
        assert -4 < answer[:4, names.index("EXCHANGE")].mean() < -1
        assert answer[4:, names.index("GAP")].max() < 0
    assert "EXCHANGE" not in load(FOLDER / "us_anchored.mod").endogenous


def test_no_world_answers_a_rate_beyond_belief(situations: dict[str, Situation]) -> None:
    """A point more for a year, as plans tell it. The Cabinet Office's model has output .32 lower in
    the first year (Hamada and others 2015, ESRI Discussion Paper 314) and .48 (Sakuma and others
    2011, 259): the pictures lie on both sides."""
    first = {}
    for pair in {id(p.response): p for p in situations["japan-now"].scope.pairs}.values():
        told = pair.dynamics(("r",), ("U", "INFL4", "GROWTH"))
        effect = told.slopes(told.start()).reshape(-1, 3, 12)[:, :, :4].sum(axis=2)
        assert effect[:, 0].min() > -0.02 and 0.05 < effect[:, 0].max() < 0.4, pair.response.name
        assert effect[:, 1].min() > -1.5 and effect[:, 1].max() < 0.05, pair.response.name
        output = effect[:, 2].cumsum() / 4
        assert -1.6 < output.min() < -0.3
        first[pair.response.name] = output[:4].mean()
    assert set(first) == set(PICTURES)
    assert -0.48 < first["anchored"] < -0.32 < first["accelerating"] < -0.05


def test_purchases_do_what_they_are_assumed_to(situations: dict[str, Situation]) -> None:
    """.9 in the first year: between .6 away from the bound and 1.5 at it (Miyamoto, Nguyen and
    Sergeyev 2018, on impact), below the 1.14 of public investment in the Cabinet Office's model."""
    for pair in {id(p.response): p for p in situations["japan-now"].scope.pairs}.values():
        told = pair.dynamics(("PURCHASES",), ("GROWTH",))
        effect = told.slopes(told.start()).reshape(-1, 12)[:, :4].sum(axis=1)
        assert 0.6 < (effect.cumsum() / 4)[:4].mean() < 1.14


def test_now_is_the_last_quarter_with_all_that_the_worlds_see() -> None:
    data, case = japan_quarterly(), cases.load("japan-now")
    columns = ("GROWTH", "U", "INFL", "INFL4", "r", "RER", "GDPN")
    assert case.as_of == min(data.extent(n).end for n in columns) == data.span.end
    assert demo_of("japan") == "japan-now"


def test_the_plan_now(plans: dict[str, Plan]) -> None:
    """Prices rise a little too fast: the rate is raised at once, to about where it went within June
    2026, and is lower later. Worlds hardly disagree, and gain little."""
    plan = plans["japan-now"]
    moved = path(plan, "r") - path(plan, "r", still=True)
    assert moved[:3].min() > 0.1 and moved[0] < 0.26
    assert moved[5:].max() < 0
    assert 0.9 < path(plan, "r")[0] < 1.1
    assert np.abs(path(plan, "PURCHASES")).max() < 0.2
    assert all(w.loss < 1.01 * w.baseline_loss for w in plan.worlds if w.loss is not None)


def test_at_the_bound_measures_carry_the_plan(plans: dict[str, Plan]) -> None:
    plan = plans["japan-2012"]
    assert path(plan, "r") == pytest.approx(0, abs=1e-6)
    assert path(plan, "r", still=True).min() > 0.05
    bound = next(p for p in plan.binding if p.constraint.startswith("r"))
    assert "lower" in bound.constraint
    assert 0.4 < path(plan, "PURCHASES").max() <= 1 and 0.8 < path(plan, "TRANSFERS").max() < 1.6
    assert path(plan, "TRANSFERS")[0] == 0 < path(plan, "TRANSFERS")[1]
    for world in plan.worlds:
        if world.loss is not None:
            assert world.loss < 0.8 * world.baseline_loss
