"""A case whose data are read by vintage: each verb sees its own date."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.documents.cycle import Monitoring
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.serial import from_json, to_json
from tinbergen.data.store import Observation, Store
from tinbergen.engine.simulate.backward import simulate
from tinbergen.loop.case import cases
from tinbergen.loop.case.casefile import CaseFile
from tinbergen.loop.cycle import turn
from tinbergen.loop.design import design
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import assess
from tinbergen.report.case.report import build

MODEL = """var y (long_name='Output | 产出'); varexo g;
parameters a b c; a = .5; b = .3; c = .2;
model;
[name='output', title='output | 产出', estimate='ols'] y = a + b*y(-1) + c*g;
end;
"""
CASE = """name: dated
title: {en: Data with vintages, zh: 有版本的数据}
data: {source: table.csv, vintages: true}
as_of: 2008Q4
horizon: 6
draws: 50
model: own.mod
estimation: {start: 2000Q2}
exogenous: {g: {rule: constant, value: 1}}
diagnosis: []
alternatives: []
instruments:
  - {name: g, title: {en: Spending, zh: 支出}, unit: {en: percent, zh: 百分比}, cost: 0.1}
targets:
  - {variable: y, title: {en: Output, zh: 产出}, unit: {en: percent, zh: 百分比}, desired: 3}
trip_wires: {variables: [y], periods: 4}
monitor: {until: 2009Q2}
"""
p = Period.parse
START = p("2000Q1")
#: The first vintage, when data end in 2008Q3; what was told of y in it, and of g.
FIRST, LENGTH = p("2008Q4"), p("2008Q3") - START + 1
_RNG = np.random.default_rng(3)
G = 1 + _RNG.standard_normal(LENGTH + 3)
Y = np.zeros(LENGTH + 3)
for t in range(LENGTH + 3):
    Y[t] = 0.5 + 0.3 * (Y[t - 1] if t else 0.7) + 0.2 * G[t] + 0.3 * _RNG.standard_normal()
#: Added to the last two values known before, in the vintages 2009Q1 and 2009Q2.
REVISED = {p("2009Q1"): (0.1, -0.4), p("2009Q2"): (0.2, 0.3)}


def history() -> list[Observation]:
    """Rows only where something changes, as they were published."""
    y, rows = Y.copy(), []
    for k, vintage in enumerate((FIRST, *REVISED)):
        last = LENGTH + k
        new = range(LENGTH) if k == 0 else range(last - 1, last)
        changed = list(new)
        for back, size in zip((3, 2), REVISED.get(vintage, ()), strict=False):
            y[last - back] += size
            changed.append(last - back)
        rows += [Observation("y", START + t, vintage, y[t]) for t in changed]
        rows += [Observation("g", START + t, vintage, G[t]) for t in new]
    return rows


def written(folder: Path, rows: list[Observation], case: str = CASE) -> Path:
    folder.mkdir(exist_ok=True)
    Store(rows).write(folder / "table.csv")
    (folder / "own.mod").write_text(MODEL, encoding="utf-8")
    (folder / "case.yaml").write_text(case, encoding="utf-8")
    return folder / "case.yaml"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return written(tmp_path_factory.mktemp("dated"), history())


@pytest.fixture(scope="module")
def run(path):
    return turn(path)


def test_dates_are_vintages(run) -> None:
    case, plan = run.case, run.cycle.plan
    assert (str(case.as_of), str(case.vintage)) == ("2008Q3", "2008Q4")
    assert run.situation.data.vintage == "2008Q4"
    assert run.situation.data.span.end == p("2008Q3")
    assert str(run.situation.fit.sample.end) == "2008Q3"
    assert (str(plan.start), plan.provenance.vintage) == ("2008Q4", "2008Q4")
    later = case.at(p("2009Q1"))
    assert (str(later.as_of), str(later.vintage)) == ("2008Q4", "2009Q1")
    assert assess(case, as_of="2009Q1").data["y"][-2] == Y[LENGTH - 1] - 0.4


def test_a_plan_is_that_of_its_vintage_as_final_data(run, path) -> None:
    """The same numbers without vintages, and the dates that these have."""
    case = cases.load(path, data=run.situation.data.select(["y", "g"]))
    assert (str(case.vintage), case.reading.vintages) == ("2008Q4", False)
    plan = design(case.at(p("2008Q3")))
    for ours, theirs in zip(plan.instruments, run.cycle.plan.instruments, strict=True):
        np.testing.assert_array_equal(ours.values, theirs.values)


def test_what_was_published_later_changes_no_plan(run, tmp_path) -> None:
    later = [Observation("y", START + t, p("2009Q1"), -50.0) for t in range(LENGTH)]
    plan = design(written(tmp_path, [*history(), *later]))
    assert plan.id == run.cycle.plan.id


def test_each_review_sees_its_own_date(run) -> None:
    first, second = run.cycle.monitoring.reviews
    for review, period, vintage, value in (
        (first, "2008Q4", "2009Q1", Y[LENGTH]), (second, "2009Q1", "2009Q2", Y[LENGTH + 1]),
    ):  # fmt: skip
        news = next(f for f in review.findings if f.kind == "news")
        assert (str(review.period), news.provenance.vintage) == (period, vintage)
        assert dict(news.diagnostics)["outturn"] == value
    assert run.cycle.monitoring.provenance.vintage == "2009Q2"
    assert run.cycle.evaluation.provenance.vintage == "2009Q2"


def test_revisions_are_told_apart_from_news(run) -> None:
    first, second = run.cycle.monitoring.reviews
    told = []
    for review in (first, second):
        (finding,) = (f for f in review.findings if f.kind == "revision")
        said = dict(finding.diagnostics)
        told.append((str(finding.period), finding.provenance.vintage, said["mean size"]))
        assert finding.estimate == pytest.approx(said["after"] - said["before"])
    assert told == [
        ("2008Q3", "2009Q1", pytest.approx(0.5 / 8)), ("2008Q4", "2009Q2", pytest.approx(0.5 / 8)),
    ]  # fmt: skip
    last = next(f for f in second.findings if f.kind == "revision")
    assert last.estimate == pytest.approx(0.3)
    assert "2008Q4 was revised from" in last.statement.en and "修订为" in last.statement.zh


def test_what_the_revised_past_changes_is_a_part_of_its_own(run) -> None:
    """Against the plan's instruments on the plan's model, run from the data as they stand."""
    plan, world = run.cycle.plan, run.situation.model_world
    for k, review in enumerate(run.cycle.monitoring.reviews):
        news = next(f for f in review.findings if f.kind == "news")
        parts = {part.name: part.value for part in news.parts}
        assert sum(parts.values()) == pytest.approx(news.estimate, abs=1e-12)
        data = run.case.known(review.period)
        g = np.concatenate([data["g"][:LENGTH], plan.instruments[0].values[: k + 1]])
        span = plan.start.to(review.period)
        again = simulate(world.policy_model, data.assign(g=g), span)["y"][-1]
        planned = next(s for s in plan.planned if s.name == "y").values[k]
        assert parts["revisions"] == pytest.approx(again - planned, abs=1e-9)
        assert abs(parts["revisions"]) > (0.005, 0.0001)[k]


def test_documents_and_reports_say_both(run) -> None:
    monitoring = run.cycle.monitoring
    assert from_json(Monitoring, to_json(monitoring)) == monitoring
    assert "What was revised between the reviews" in monitoring.summary("en")
    assert "各次监测之间的数据修订" in monitoring.summary("zh")
    report = build(run)
    for lang, words in (
        ("en", ("read by vintage", "the vintage of 2008 Q4 and nothing published after it",
                "What was revised between the reviews", "Data up to 2008Q3 revised")),
        ("zh", ("数据按版本读取", "各次监测之间的数据修订", "2008Q3及之前数据修订")),
    ):  # fmt: skip
        html = re.sub(r"\s+", " ", report.html(lang))
        for word in words:
            assert word in html, word


def test_a_case_of_final_figures_has_no_revisions(run, path) -> None:
    data = run.case.known(run.case.last)
    found = monitor(dataclasses.replace(
        cases.load(path, data=data).at(p("2008Q3")), monitor_until=p("2009Q1")), run.cycle.plan)  # fmt: skip
    assert all(f.kind != "revision" for review in found.reviews for f in review.findings)
    assert "revisions" not in {part.name for part in found.reviews[0].findings[0].parts}


def test_what_is_late_is_not_reviewed(tmp_path) -> None:
    """Nothing new in the vintage 2009Q2, as in that of 1996Q1 of the United States."""
    rows = [o for o in history() if o.vintage < p("2009Q2")]
    rows.append(Observation("y", START, p("2009Q2"), Y[0] + 0.1))
    run = turn(written(tmp_path, rows))
    assert [str(r.period) for r in run.cycle.monitoring.reviews] == ["2008Q4"]


def test_series_that_are_rebased_are_said(tmp_path) -> None:
    rows = [o for o in history() if o.vintage < p("2009Q2")]
    rows += [Observation("y", START + t, p("2009Q1"), Y[t] * 1.1 + 5) for t in range(LENGTH + 1)]
    run = turn(written(tmp_path, [*rows]))
    (review,) = run.cycle.monitoring.reviews
    finding = next(f for f in review.findings if f.kind == "revision")
    assert finding.estimate is None
    assert "rebased" in finding.statement.en
    assert any(
        "rebased" in note.en and note.en.endswith("y") for note in run.cycle.monitoring.notes
    )
    assert "rebased" in run.cycle.monitoring.summary("en")


def test_months_are_read_at_the_cases_frequency(tmp_path) -> None:
    rows = [o for o in history() if o.indicator == "y"]
    rows += [
        Observation("g", p("2000-01") + m, (p("2000-01") + m + 1), G[m // 3] + (m % 3 - 1))
        for m in range(3 * (LENGTH + 2))
    ]  # fmt: skip
    text = CASE.replace("vintages: true", "vintages: {aggregate: {g: mean}}")
    data = assess(written(tmp_path, rows, text)).data
    np.testing.assert_allclose(data["g"], G[:LENGTH])
    with pytest.raises(TinbergenError) as fault:
        assess(written(tmp_path, rows))
    # Without it months are left out, and nothing determines g.
    assert (fault.value.code, fault.value.facts["name"]) == ("D002", "g")


def test_the_schema_takes_true_for_all_defaults() -> None:
    data = CaseFile.model_json_schema()["$defs"]["DataPart"]["properties"]["vintages"]
    assert {"type": "boolean"} in data["anyOf"]


@pytest.mark.parametrize(
    ("before", "after", "code", "place"),
    [
        ("vintages: true", "vintages: {lag: -1}", "L003", ":3:"),
        ("vintages: true", "vintages: {lagg: 1}", "L002", ":3:"),
        ("vintages: true", "vintages: {dated: start}", "L003", ":3:"),
        ("vintages: true", "vintages: true, columns: eight", "L003", ":3:"),
        ("table.csv", "tabel.csv", "L011", ":3:"),
        ("horizon: 6", "baseline: data", "L003", ":5:"),
        ("as_of: 2008Q4", "as_of: 2008-11", "L014", ":4:"),
        ("as_of: 2008Q4", "as_of: 2008Q3", "D003", ""),
        ("vintages: true", "vintages: {lag: 0}", "L007", ""),
        ("vintages: true", "vintages: {entity: FR}", "D003", ""),
        ("vintages: true", "vintages: false", "D0", ""),
    ],
)
def test_faults_are_told(path, tmp_path, before, after, code, place) -> None:
    case = written(tmp_path, history(), CASE.replace(before, after))
    with pytest.raises(TinbergenError) as fault:
        assess(case)
    assert fault.value.code.startswith(code), fault.value
    assert place in str(fault.value.at)
    assert fault.value.text("title", "zh")
