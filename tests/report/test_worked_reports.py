"""Reports of worked cases that are not macroeconomic: short series, tables, goals on average."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest
from rich.cells import cell_len

from tinbergen.charts.chart import Chart, Panel
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.loop.case.cases import load
from tinbergen.loop.cycle import Run, turn
from tinbergen.report.blocks import Callout, Definitions, Findings, Table
from tinbergen.report.case.annex import given_values
from tinbergen.report.case.data import glance
from tinbergen.report.case.design import outcomes_panel
from tinbergen.report.case.evaluation import paths
from tinbergen.report.case.instruments import instruments_panel
from tinbergen.report.case.report import build
from tinbergen.report.case.summary import summary
from tinbergen.report.case.view import View
from tinbergen.report.document import Document
from tinbergen.report.views.attainment import attainment_table
from tinbergen.report.views.context import begun
from tinbergen.report.views.evaluation import effect_table, lead

CASES = ("usa-2017", "japan-trade-2014", "uk-2012")


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {name: turn(dataclasses.replace(load(name), draws=100)) for name in CASES}


@pytest.fixture(scope="module")
def documents(runs) -> dict[str, Document]:
    return {name: build(run) for name, run in runs.items()}


def charts(document: Document) -> Iterator[Chart]:
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Chart():
                    yield block
                case Panel():
                    yield from block.charts


def first_values(chart: Chart) -> list[float]:
    return [s.values[0] for s in chart.series() if s.values[0] == s.values[0]]


def test_the_glance_pictures_what_moved(runs) -> None:
    """Prices of carbon and damages were zero until 2012: there is nothing to see in them."""
    found = glance(View(runs["uk-2012"]))
    for chart in found.charts:
        (line,) = chart.series()
        assert min(line.values) < max(line.values), chart.title
    assert len(found.charts) == 4


@pytest.mark.parametrize("name", CASES)
def test_axes_begin_where_values_do(documents, runs, name) -> None:
    as_of = runs[name].case.as_of
    drawn = [c for c in charts(documents[name]) if isinstance(c.periods, Span)]
    assert len(drawn) > 8
    for chart in drawn:
        assert first_values(chart) or chart.periods.start == as_of, chart.title
        if chart.markers:
            assert as_of in chart.periods


def test_blank_periods_before_the_as_of_date_are_left_out() -> None:
    nan = float("nan")
    span = Period.parse("2010").to(Period.parse("2015"))
    as_of = Period.parse("2013")
    ahead = [nan] * 4 + [1.0, 2.0]
    assert begun(span, [ahead], as_of) == as_of.to(span.end)
    assert begun(span, [ahead, [nan, 1.0, nan, nan, nan, nan]], as_of).start.year == 2011
    assert begun(span, [ahead, [0.0] * 6], as_of) == span
    assert begun(span, [], as_of) == as_of.to(span.end)
    assert begun(as_of.to(span.end), [], Period.parse("2011")) == as_of.to(span.end)


def replanned(run: Run, *changes: dict[str, Any]) -> View:
    """The run's view with fields of its plan's first targets changed."""
    plan = run.cycle.plan
    aims = list(plan.attainment)
    for i, change in enumerate(changes):
        aims[i] = dataclasses.replace(aims[i], **change)
    told = dataclasses.replace(plan, attainment=tuple(aims))
    return View(dataclasses.replace(run, cycle=dataclasses.replace(run.cycle, plan=told)))


MET = {
    "average": True, "met": True, "shortfall": 0.0, "worst": 22.22, "periods_met": 6,
    "worst_period": Period.parse("2018"), "desired": 100.02, "before": 100.0, "planned": 100.03,
}  # fmt: skip
JUDGED = "Met by the central path"
EACH = {**MET, "average": False, "met": False, "shortfall": 3.0}


def by_head(table: Table, row: int) -> dict[str, str]:
    heads = [column.name.en for column in table.columns]
    return dict(zip(heads, table.cells(table.rows[row], "en"), strict=True))


def test_averages_are_judged_by_the_average_alone(runs) -> None:
    table = attainment_table(replanned(runs["usa-2017"], MET, {**MET, "met": False}).plan)
    met, missed = (by_head(table, i) for i in range(2))
    assert met["Mean miss"] == "none"
    assert missed["Mean miss"] == "0.00"
    assert not {"Worst miss"} & set(met)
    assert "by its average alone" in table.note.en
    assert "in every period" not in table.note.en
    assert (met[JUDGED], missed[JUDGED]) == ("✓ on average", "✗ on average")
    short = {**MET, "met": False, "shortfall": 0.0123}
    table = attainment_table(replanned(runs["usa-2017"], MET, short).plan)
    assert by_head(table, 1)["Mean miss"] == "0.01"
    short["shortfall"] = 0.0004
    table = attainment_table(replanned(runs["usa-2017"], MET, short).plan)
    assert by_head(table, 1)["Mean miss"] == "0.0004"


def test_each_target_has_the_misses_that_it_can_have(runs) -> None:
    table = attainment_table(replanned(runs["usa-2017"], MET, EACH).plan)
    average, each = (by_head(table, i) for i in range(2))
    assert (average["Worst miss"], average[JUDGED]) == ("–", "✓ on average")
    # Its average meets it, but not each year: what judges it stands beside the mark.
    assert each["Mean miss"] == "3.00"
    assert (each["Worst miss"], each[JUDGED]) == ("22.22 in 2018", "✗ 6 of 5")
    assert "so that its average may meet it and the target be missed" in table.note.en
    assert table.cells(table.rows[1], "zh")[-1] == "✗ 6/5 期"


def test_numbers_that_differ_are_printed_so(runs) -> None:
    view = replanned(runs["usa-2017"], MET, {**MET, "desired": 2657.0, "before": 2357.4,
                                             "planned": 2585.1})  # fmt: skip
    row = by_head(attainment_table(view.plan), 0)
    assert (row["No policy"], row["Plan"]) == ("100.00", "100.03")
    title = outcomes_panel(view).title
    assert title.en == (
        "Real spending, on average: 100.03% of the base year with the plan, 100.00% with no new "
        "policy"
    )
    assert "100.03" in title.zh and "100.00" in title.zh
    (aims,) = (block for block in summary(view).blocks if isinstance(block, Table))
    spending, exports = (aims.cells(row, "en") for row in aims.rows)
    assert spending[:3] == ["Real spending, at least 100.02% of the base year", "100.00", "100.03"]
    # Where whole numbers tell them apart, no decimals that nobody knows.
    assert exports[1:3] == ["2,357", "2,585"]
    assert "十亿美元" in aims.cells(aims.rows[1], "zh")[0]
    fine = replanned(runs["usa-2017"], {**MET, "planned": 100.0004, "desired": 100.0})
    assert by_head(attainment_table(fine.plan), 0)["Plan"] == "100.0004"


def test_what_was_read_is_said_of_series_and_of_tables(documents) -> None:
    (data,) = (s for s in documents["usa-2017"].sections if s.title.en == "The data")
    assert data.lead.en.startswith(
        "Diagnosis, model and plan read no observation of the series dated after 2017; tables and "
        "given values are those named below and in the annex, some of them published later. Later "
    )
    assert "均不使用各序列在2017年之后的观测；所用的表与给定的参数值见下文及附录" in data.lead.zh
    (notes,) = (b for b in data.blocks if isinstance(b, Callout) and b.title.zh == "序列与表的说明")
    assert "Table partners: " in notes.body.en
    (annex,) = (s for s in documents["usa-2017"].sections if s.title.en == "Annex")
    (items,) = (b.items for b in annex.blocks if isinstance(b, Definitions))
    values = {term.en: meaning for term, meaning in items}["Given values"]
    assert values.en.startswith("sigma 2, y_USA 19485, ")


def test_of_many_given_values_some_are_named() -> None:
    assert given_values({"a": 1.0, "b": 0.5}) == Text("a 1 and b 0.5", "a 1和b 0.5")
    many = given_values({f"a{i}": float(i) for i in range(45)})
    assert many.en.endswith(", a39 39, and 5 more")
    assert many.zh.endswith("、a39 39，另有 5 个")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_sentence_ends_twice(documents, name, lang) -> None:
    html = documents[name].html(lang)
    shown = re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL))
    assert not re.findall(r".{30}(?:。。|。\.|\.。|(?<!\.)\.\.(?!\.)|\.;|。；).{10}", shown)


def said(document: Document) -> Iterator[Text]:
    """What begins a line of its own: titles, leads, notes, bodies."""
    for section in document.sections:
        yield section.title
        yield from [section.lead] * (section.lead is not None)
        for block in section.blocks:
            names = ("title", "subtitle", "note", "body")
            yield from (t for name in names if isinstance(t := getattr(block, name, None), Text))
            match block:
                case Text():
                    yield block
                case Panel():
                    yield from (chart.title for chart in block.charts)
                case Findings():
                    for item in block.items:
                        yield from (item.message, item.detail, item.method)


@pytest.mark.parametrize("name", CASES)
def test_what_begins_a_line_begins_with_a_capital(documents, name) -> None:
    begun_small = [t.en for t in said(documents[name]) if t is not None and t.en[:1].islower()]
    assert begun_small == []


def test_no_verb_follows_a_name_that_may_be_plural(documents) -> None:
    names = "|".join(("exports", "emissions"))
    verbs = "averages|stands|gets|is|has|binds"
    for document in documents.values():
        for text in said(document):
            assert not re.search(rf"\b(?:{names}) (?:{verbs})\b", (text or Text("", "")).en, re.I)


def test_documents_fit_a_screen_in_every_pack(runs) -> None:
    for run in runs.values():
        cycle = run.cycle
        for document in (cycle, cycle.diagnosis, cycle.plan, *cycle.diagnosis.findings):
            assert len(repr(document)) < 3000
            assert repr(document).count("\n") < 30
            for lang in ("en", "zh"):
                lines = document.summary(lang).splitlines()
                assert max(map(cell_len, lines)) <= 88


def test_largest_steps_are_told_between_periods_once(runs) -> None:
    """A unit may end in "a year" itself."""
    note = instruments_panel(View(runs["usa-2017"])).note
    assert (
        "Largest steps from one year to the next: tariff on China 10 percentage points, " in note.en
    )
    assert "points a year" not in note.en
    assert "每年最大步幅：" in note.zh


def test_the_effects_of_the_headline_are_those_of_the_table(runs) -> None:
    """No effect is rounded away in the title that the table tells; Chinese counts both alike."""
    for name in ("usa-2017", "uk-2012"):
        run = runs[name]
        evaluation = run.cycle.evaluation
        title = paths(View(run), evaluation).title
        table = effect_table(evaluation, View(run).context)
        plan, _, followed, _ = table.cells(table.rows[0], "en")[1:]
        assert plan in title.en and title.en.endswith(followed)
    assert re.search(r"变动 −\d+万吨，实际政策使其变动 −\d+万$", title.zh)


def test_an_evaluation_says_how_much_of_the_plan_it_covers(runs) -> None:
    """Outlays may come first and returns later: a mean of the first years is not the whole."""
    run = runs["usa-2017"]
    evaluation, plan = run.cycle.evaluation, run.cycle.plan
    told = lead(evaluation, plan)
    assert "These are the first 2 of the plan's 5 years: what it does later" in told.en
    assert "计划的前 2 年（共 5 年），此后的影响未计入。" in told.zh
    assert "the first 2" not in lead(evaluation).en
    assert "the first 2" not in lead(evaluation, plan.replace(horizon=2)).en
