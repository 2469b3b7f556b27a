"""Worlds that look ahead, estimated as of a case's date, frozen with a plan, periods left out."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.serial import from_json, to_json
from tinbergen.loop.adopt import adopt
from tinbergen.loop.case import cases
from tinbergen.loop.cycle import turn
from tinbergen.loop.design import design
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds import build
from tinbergen.report.case.filtered_models import filtered_blocks, filtered_section
from tinbergen.report.case.view import View

MODEL = """var y pi i; varexo e u v; parameters beta sigma rho;
beta = .4; sigma = .3; rho = .5;
model(linear);
[name='demand'] y = .5*y(-1) + .4*y(+1) - sigma*(i - pi(+1)) + e;
[name='prices'] pi = beta*pi(-1) + (1 - beta)*pi(+1) + .1*y + u;
[name='rule'] i = rho*i(-1) + (1 - rho)*1.6*pi + v;
end;
shocks; var e; stderr 1; var u; stderr 1; var v; stderr 1; end;
estimated_params;
beta, beta_pdf, .5, .1; sigma, gamma_pdf, .2, .1; rho, beta_pdf, .6, .1;
stderr e, inv_gamma_pdf, .5, .3; stderr u, inv_gamma_pdf, .5, .3; stderr v, inv_gamma_pdf, .5, .3;
end;
"""
OMIT = [{"from": "2005Q1", "to": "2005Q2"}]


@pytest.fixture
def document(workshop):
    """A case of one world, whose data have two wild quarters, and changes of that world."""
    workshop.file("ahead.mod", MODEL)
    rng = np.random.default_rng(3)
    columns = {n: 0.5 * rng.normal(size=70).cumsum() for n in ("y", "pi", "i")}
    columns = {n: v - np.linspace(v[0], v[-1], 70) for n, v in columns.items()}
    columns["y"][20:22] = [-30, 20]
    workshop.table("data.csv", "2000Q1", columns)

    def make(world=None, **changes):
        ahead = {
            "name": "ahead", "title": {"en": "Ahead", "zh": "前瞻"}, "model": "ahead.mod",
            "observed": {"y": 0.1, "pi": 0.1, "i": 0.1}, "policy": {"i": "rule"},
            "estimation": {"method": "mode"}, **(world or {}),
        }  # fmt: skip
        return workshop.path(**{
            "model": None, "exogenous": None, "uncertainty": None, "as_of": "2015Q4",
            "worlds": [ahead], "omit": [*map(dict, OMIT)], "instruments": [workshop.instrument("i")],
            "targets": [workshop.target("pi"), workshop.target("y")],
            "trip_wires": {"variables": ["pi"]}, "draws": 80, "monitor": {"until": "2016Q4"},
            **changes,
        })  # fmt: skip

    return make


def deviations(world):
    return np.sqrt(np.diag(world.equilibrium.covariance))


def test_it_is_estimated_as_of_the_date(document) -> None:
    case = cases.load(document())
    (late,) = assess(case).filtered
    (early,) = assess(case, as_of="2012Q4").filtered
    assert str(late.fit.sample.end) == "2015Q4" and str(early.fit.sample.end) == "2012Q4"
    assert str(late.sees_to) == "2015Q4"
    assert np.abs(late.fit.mode - early.fit.mode).max() > 1e-3
    table = late.fit.to_frame()["mode"]
    assert late.equilibrium.model.values["rho"] == pytest.approx(table["rho"])
    assert deviations(late)[0] == pytest.approx(table["stderr e"])
    ended = cases.load(document({"estimation": {"method": "mode", "end": "2012Q4"}}))
    np.testing.assert_allclose(assess(ended).filtered[0].fit.mode, early.fit.mode, atol=1e-6)
    given = assess(cases.load(document({"estimation": {"method": "none"}}))).filtered[0]
    assert given.fit is None and given.equilibrium.model.values["rho"] == 0.5


def test_periods_left_out_are_neither_estimated_on_nor_filtered(document) -> None:
    without = assess(document()).filtered[0]
    assert without.omitted == (Span.parse("2005Q1:2005Q2"),)
    told = assess(document(omit=[])).filtered[0]
    assert deviations(told)[0] > 2 * deviations(without)[0]
    own = assess(document({"omit": []})).filtered[0]
    np.testing.assert_allclose(own.fit.mode, told.fit.mode, atol=1e-8)
    given = {"estimation": {"method": "none"}}
    filtered, taken = (
        assess(document(given, omit=o)).filtered[0]._now.states[20, 0] for o in (OMIT, [])
    )
    assert taken < -20 < -5 < filtered


def test_what_a_case_leaves_out_is_its_own_models_where_that_looks_ahead(document) -> None:
    ahead = {
        "model": "ahead.mod", "observed": {"y": 0.1, "pi": 0.1, "i": 0.1},
        "policy": {"i": "rule"}, "estimation": {"method": "mode"}, "worlds": None,
    }  # fmt: skip
    case = cases.load(document(**ahead))
    assert case.omitted == case.own_world.omitted == (Span.parse("2005Q1:2005Q2"),)


def test_a_plan_freezes_estimates_and_reviews_take_them(document, monkeypatch) -> None:
    case = cases.load(document())
    made = assess(case)
    plan = from_json(type(design(made)), to_json(design(made)))
    (world,) = plan.frozen.worlds
    assert world.equations == ("e", "u", "v")
    monkeypatch.setattr(build, "estimate_mode", None)  # From here on nothing is estimated.
    (before,), (after,) = made.filtered, assess(case, frozen=plan.frozen).filtered
    np.testing.assert_allclose(after.equilibrium.ghu, before.equilibrium.ghu, rtol=1e-12)
    np.testing.assert_allclose(
        after.equilibrium.covariance, before.equilibrium.covariance, rtol=1e-12
    )
    assert len(monitor(case, adopt(plan, by="bank", on="2016Q1")).reviews) == 4


def test_leaving_everything_out_is_refused(document) -> None:
    everything = [{"from": "1999Q1", "to": "2015Q4"}]
    with pytest.raises(TinbergenError, match="L131"):
        assess(document({"estimation": {"method": "none"}}, omit=everything))
    with pytest.raises(TinbergenError, match="S045"):
        assess(document(omit=everything))


def test_the_report_says_it(document) -> None:
    view = View(turn(document()))
    left, table = filtered_blocks(view)
    assert "2005 Q1 to 2005 Q2" in left.body.en and "2005" in left.body.zh
    assert [row[0] for row in table.rows] == ["beta", "sigma", "rho", "stderr e", "stderr u",
                                              "stderr v"]  # fmt: skip
    assert "Posterior mode on" in table.note.en
    assert "1 of 1" in filtered_section(view).lead.en


@pytest.mark.parametrize(
    "world, changes, code",
    [
        ({"model": "small.mod", "observed": {}, "policy": {}}, {}, "L104"),
        ({"model": "small.mod", "observed": {}, "policy": {}, "omit": [*map(dict, OMIT)],
          "estimation": {"method": "none"}}, {}, "L104"),
        ({}, {"omit": [{"from": "2005", "to": "2006"}]}, "L014"),
        ({}, {"omit": [{"from": "2005Q2", "to": "2005Q1"}]}, "L003"),
        ({"model": "bare.mod"}, {}, "S044"),
        ({"observed": {}}, {}, "L131"),
    ],
)  # fmt: skip
def test_faults(document, workshop, world, changes, code) -> None:
    workshop.file("bare.mod", MODEL.partition("estimated_params")[0])
    with pytest.raises(TinbergenError, match=code):
        cases.load(document(world, **changes))
