"""A rate at its bound: what announcing its stay adds, and who says so."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import SolveError
from tinbergen.core.serial import from_json, to_json
from tinbergen.loop import guidance
from tinbergen.loop.design import design
from tinbergen.loop.information import Belief
from tinbergen.loop.plan_notes import believed
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice

LOWER = -0.3
WHY = {"en": "a study", "zh": "某研究"}
HALF = {"information": "believed", "credibility": {"share": 0.5, "ahead": 3, "why": WHY}}


def rate(**bounds) -> dict:
    words = {"en": "rate", "zh": "利率"}
    return {"name": "rs", "title": words, "unit": {"en": "percent", "zh": "百分比"}, "cost": 0.1,
            "instead_of": "rule", **bounds}  # fmt: skip


def target(variable: str, desired: float, weight: float) -> dict:
    words = {"en": variable, "zh": variable}
    return {"variable": variable, "title": words, "unit": dict(words), "desired": desired,
            "weight": weight}  # fmt: skip


@pytest.fixture
def bound(qpm):
    """Cases that ask for more output than a rate above its bound can bring."""

    def case(**changes):
        targets = [target("pi", 0.0, 1.0), target("y", 0.6, 2.0)]
        instruments = [rate(lower=LOWER)]
        return qpm(**{"tail": 6, "draws": 60, "instruments": instruments, "targets": targets,
                      **HALF, **changes})  # fmt: skip

    return case


def means(plan: Plan) -> dict[str, float]:
    return {a.variable: a.planned for a in plan.attainment}


def test_what_announcing_adds_is_the_same_path_told_otherwise(bound) -> None:
    case = bound()
    there = assess(case)
    plan = design(there, alternatives=False)
    found = plan.guidance
    assert found is not None and (found.instrument, found.bound) == ("rs", LOWER)
    path = np.array(plan.instruments[0].values, dtype=float)
    at = np.abs(path - LOWER) < 1e-6
    first, last = found.start - plan.start, found.until - plan.start
    assert at[first : last + 1].all() and not at[:first].any()
    assert last == len(path) - 1 or not at[last + 1]
    world = there.worlds.lead
    for kind, how in (("assumed", Belief(0.5, 3)), ("not", "surprise"), ("fully", "announced")):
        course = found.course(kind)
        choice = Choice({"rs": path}, how)
        central = world.respond(choice, ("pi", "y")).central
        for mean in course.means:
            assert mean.value == pytest.approx(central[mean.name][:8].mean(), abs=1e-8)
    assumed, told = found.course("assumed"), found.course("not")
    assert {m.name: m.value for m in assumed.means} == pytest.approx(means(plan), abs=1e-8)
    assert assumed.loss == assumed.best == pytest.approx(plan.loss)
    (believer,) = found.believers
    assert (believer.share, believer.ahead, believer.why.zh) == (0.5, 3, "某研究")
    for add, a, b in zip(believer.adds, assumed.means, told.means, strict=True):
        assert add.value == pytest.approx(a.value - b.value, abs=1e-12)
    assert {a.name: a.value > 0 for a in believer.adds} == {"pi": True, "y": True}
    with pytest.raises(KeyError):
        found.course("half")


@pytest.mark.parametrize("kind, how", [("not", "surprise"), ("fully", "announced")])
def test_the_best_plan_when_it_is_believed_otherwise_is_that_cases_plan(bound, kind, how) -> None:
    course = design(assess(bound()), alternatives=False).guidance.course(kind)
    other = design(assess(bound(information=how, credibility=None)), alternatives=False)
    assert course.best == pytest.approx(other.loss, rel=1e-9)
    assert other.guidance is None
    path = np.array(other.instruments[0].values, dtype=float)
    stay = int(np.cumprod(np.abs(path - LOWER) < 1e-6).sum())
    assert course.until == (None if stay == 0 else other.start + (stay - 1))
    assert course.loss >= course.best - 1e-9


def test_nothing_is_said_where_no_bound_binds(bound) -> None:
    free = rate(lower=-40.0)
    assert design(assess(bound(instruments=[free])), alternatives=False).guidance is None
    assert design(assess(bound(instruments=[rate()])), alternatives=False).guidance is None


def test_a_best_plan_that_is_not_found_is_said(bound, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise SolveError("E010", iterations=3, size=1.0)

    monkeypatch.setattr(guidance, "solve_problem", fail)
    found = design(assess(bound()), alternatives=False).guidance
    assert (found.course("fully").best, found.course("fully").until) == (None, None)
    assert found.course("fully").loss > 0


def test_the_stay_without_policy(bound) -> None:
    """The rule's own path is told where it is at the bound when the plan is."""
    case = bound()
    there = assess(case)
    path = there.worlds.lead.baseline("rs")
    (instrument,) = case.instruments
    touching = dataclasses.replace(instrument, lower=float(path[0]))
    first = there.span.start
    assert guidance._stay(there, touching, path) == (first, first)
    assert guidance._stay(there, dataclasses.replace(instrument, lower=-30.0), path) is None
    assert guidance._stay(there, dataclasses.replace(touching, relative=True), path) is None
    still = np.full(8, float(path[0]))
    assert guidance._stay(there, touching, still) == (first, first + 7)


def test_documents_and_words(bound) -> None:
    plan = design(assess(bound()), alternatives=False)
    assert from_json(Plan, to_json(plan)) == plan
    (said,) = [a for a in plan.assumptions if "believed in part" in a.en]
    assert "0.5 to the power k, up to 3 periods" in said.en and "(a study)" in said.en
    assert "0.5 的 k 次方" in said.zh and "某研究" in said.zh
    assert said == believed(assess(bound()).worlds.lead.title, bound().information)


@pytest.mark.parametrize("ahead", [1, 3])
def test_what_is_announced_for_later_than_people_listen_comes_as_news(bound, ahead) -> None:
    """A change in the sixth quarter moves output from ``ahead`` quarters before it, not sooner."""
    world = assess(bound()).worlds.lead
    path = np.array(world.baseline("rs")[:8], dtype=float)
    path[5] += 1.0
    found = world.respond(Choice({"rs": path}, Belief(1.0, ahead)), ("y",)).central["y"]
    moved = np.abs(found - world.baseline("y")) > 1e-9
    assert int(np.flatnonzero(moved)[0]) == 5 - ahead
