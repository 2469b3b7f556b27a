"""Every document of a worked case has a face: short, legible, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core import serial
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.result import Result
from tinbergen.loop.adopt import adopt
from tinbergen.report.faces import VIEWS, glance, page, view
from tinbergen.report.views.context import Context

PICK: dict[str, Callable[[Cycle], Any]] = {
    "cycle": lambda c: c,
    "diagnosis": lambda c: c.diagnosis,
    "finding": lambda c: c.diagnosis.findings[1],
    "plan": lambda c: c.plan,
    "adoption": lambda c: adopt(c.plan, by="Congress", settings={"G_gov": [1080.0, None]}),
    "difference": lambda c: c.plan - c.monitoring.revisions[0],
    "monitoring": lambda c: c.monitoring,
    "review": lambda c: c.monitoring.reviews[0],
    "evaluation": lambda c: c.evaluation,
}


@pytest.fixture(params=sorted(PICK))
def document(request: pytest.FixtureRequest, cycle: Cycle) -> Any:
    return PICK[request.param](cycle)


def every(value: Any) -> list[Result]:
    """A document and all in it."""
    if isinstance(value, Result):
        inner = [getattr(value, name) for name in value.__slots__]
        return [value, *(d for part in inner for d in every(part))]
    return [d for part in value for d in every(part)] if isinstance(value, tuple) else []


def test_every_repr_fits_a_screen(cycle: Cycle) -> None:
    found = every(cycle)
    assert len({type(d) for d in found}) >= 14
    for each in found:
        shown = repr(each)
        assert len(shown) < 3000
        assert shown.count("\n") < 30


def test_what_the_repr_of_a_plan_says(cycle: Cycle) -> None:
    shown = repr(cycle.plan)
    for words in ("Plan: United States", "as of 2008 Q3", "36%", "First step", "binding in",
                  "Trip-wires in 2008 Q4", cycle.plan.id):  # fmt: skip
        assert words.replace("36%", "%") in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_view_is_drawn_by_terminal_and_page(document: Any, lang: Any) -> None:
    shown = document.summary(lang)
    html = page(view(document)).html(lang)
    assert len(shown) > 200
    assert "{" not in shown
    title = page(view(document)).title(lang)
    assert title in html
    assert glance(document, lang)
    assert len(document._repr_html_()) > 1000


def test_empty_documents_have_a_face_too(cycle: Cycle) -> None:
    for bare in (
        cycle.monitoring.replace(reviews=()),
        cycle.evaluation.replace(outturn=(), findings=()),
        cycle.diagnosis.replace(findings=()),
        cycle.plan.replace(attainment=(), trip_wires=(), binding=(), outcomes=(), planned=()),
    ):
        assert bare.id in repr(bare)
        assert bare.id in bare.summary("zh")
    broken = cycle.plan.replace(baseline_instruments=())
    assert repr(broken).startswith("Plan(id=")


def test_tables_and_pictures(cycle: Cycle) -> None:
    assert cycle.plan.to_frame()["instrument"].shape == (12, 3)
    assert PICK["adoption"](cycle).to_frame()["set", "G_gov"].dropna().tolist() == [1080.0]
    assert len(cycle.diagnosis.to_frame()) == len(cycle.diagnosis.findings)
    assert cycle.plan.outcomes[0].to_frame().shape[0] == 12
    assert cycle.plan.planned[0].to_frame().iloc[0, 0] == cycle.plan.planned[0].values[0]
    for document in (cycle.plan, cycle.monitoring, cycle.evaluation, cycle.diagnosis.findings[1]):
        assert document.plot().svg("zh").startswith("<svg")
    with pytest.raises(TypeError, match="no picture"):
        cycle.plot()


def test_json_is_what_the_serialiser_writes(cycle: Cycle) -> None:
    assert cycle.to_json() == serial.to_json(cycle)
    assert serial.from_json(Cycle, cycle.to_json()) == cycle


def test_views_know_names_that_they_are_told(cycle: Cycle) -> None:
    shown = view(cycle.evaluation, Context({"U": cycle.plan.attainment[1].title}))
    assert "Unemployment rate" in page(shown).html()
    assert set(VIEWS) >= {type(cycle), type(cycle.plan)}


def small(shown: str) -> bool:
    return len(shown) < 3000 and shown.count("\n") < 30


def test_results_of_numbers_say_their_size_and_a_few_rows() -> None:
    data, span = tb.library_data("klein1"), tb.Period.parse("1921").to(tb.Period.parse("1941"))
    model = tb.load_model("klein1")
    path = tb.simulate(model, data, span)
    drawn = np.random.default_rng(3).normal(size=(50, 21))
    runs = tb.ensemble(model, data, span, {"consumption": drawn}, variables=["C", "I"])
    fit = tb.estimate(model, data)
    wave = np.arange(40.0) + np.sin(np.arange(40))
    ahead = tb.forecast_series(wave, 4, 8)
    for result, words in (
        (data, "Dataset, 1920 to 1941: 22 × "),
        (path, "Simulation, 1921 to 1941: 21 × "),
        (runs, "Ensemble, 1921 to 1941: 21 × 10"),
        (fit, "ModelFit: "),
        (ahead, "SeriesForecast: 8 × 5"),
    ):
        assert repr(result).startswith(words)
        assert small(repr(result))
        assert "<table" in result._repr_html_()
        nothing = (result - result).to_frame()
        assert not nothing.select_dtypes("number").fillna(0).to_numpy().any()
    assert (path - path).endogenous == path.endogenous
    assert data.plot().svg().startswith("<svg")
    assert fit.to_json().startswith("{")
