"""Numbers that have seen the years evaluated, and worlds without policy beyond belief."""

import dataclasses

import pytest

from tinbergen.core.documents.evidence import Provenance, Series
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.loop.case.casefile import HindsightPart
from tinbergen.loop.case.schema import Words
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.hindsight import beyond_belief, bounds, seen_later
from tinbergen.report.views.context import Context
from tinbergen.report.views.evaluation import effect_table, lead

SPAN = Span(Period.parse("2008Q4"), 4)
TITLES = {"U": Text("unemployment", "失业率")}
UNITS = {"U": Text("percent", "百分比")}
FROM = Provenance("2009Q3", Text("made up", "虚构"))


def seen(until: str) -> HindsightPart:
    why = Words(en="Fitted on the crisis.", zh="以危机时期拟合。")
    return HindsightPart(parameters=("okun", "pull"), until=Period.parse(until), why=why)


def test_only_what_has_seen_the_span_is_said(us) -> None:
    assert seen_later(us, SPAN) == ()
    case = dataclasses.replace(us, hindsight=(seen("2008Q3"), seen("2008Q4")))
    (said,) = seen_later(case, SPAN)
    assert "okun, pull" in said.en and "2008Q4" in said.en and said.en.endswith("crisis.")
    assert "okun、pull" in said.zh and said.zh.endswith("以危机时期拟合。")


def test_a_number_is_called_by_its_title(us) -> None:
    from tinbergen.loop.case import cases

    case = cases.load("japan-innovation-2014")
    (said,) = seen_later(case, Span(Period.parse("2015"), 3))
    assert "Social return on the research of firms, " in said.en
    assert "企业研发的社会回报、" in said.zh
    assert "public_return" not in said.en


def test_the_cases_range_goes_before_the_packs(us) -> None:
    assert bounds(us)["U"] == next(i.plausible for i in us.pack.indicators if i.code == "U")
    assert bounds(dataclasses.replace(us, plausible={"U": (4.0, 9.0)}))["U"] == (4.0, 9.0)


def idle(*values: float | None) -> tuple[Series, ...]:
    return (Series("U", "percent", SPAN.start, values), Series("free", "", SPAN.start, values))


def test_a_path_within_its_range_is_passed_over(us) -> None:
    case = dataclasses.replace(us, plausible={"U": (4.0, 9.0)})
    assert beyond_belief(case, idle(4.0, 9.0, None, 5.0), TITLES, UNITS, FROM) == ()


@pytest.mark.parametrize(
    ("values", "worst"), [((5.0, 9.5, 10.0, 9.2), 2), ((1.0, 9.5, 3.0, 5.0), 0)]
)
def test_the_worst_period_is_named(us, values, worst) -> None:
    case = dataclasses.replace(us, plausible={"U": (4.0, 9.0)})
    (found,) = beyond_belief(case, idle(*values), TITLES, UNITS, FROM)
    assert (found.kind, found.severity, found.estimate) == ("alarm", 3.0, values[worst])
    assert found.period == SPAN.start + worst
    assert (
        f"without policy: {values[worst]:g} in 200" in found.statement.en
        and "失业率" in found.statement.zh
    )


def test_an_evaluation_says_both(us, run) -> None:
    """Beside the numbers what they have seen; first of all what they are measured against."""
    case = dataclasses.replace(us, plausible={"U": (1.0, 2.0)}, hindsight=(seen("2009Q4"),))
    found = evaluate(case, run.cycle.plan)
    (alarm,) = (f for f in found.findings if f.kind == "alarm")
    assert alarm.name == "no policy: U"
    assert lead(found).en.startswith(alarm.title.en)
    effects = [f for f in found.findings if f.kind == "effect"]
    assert all("okun" in f.assumptions[0].en for f in effects)
    note = effect_table(found, Context()).note
    assert note is not None and "okun" in note.en and "okun" in note.zh
