"""The report of a turn: its words, its pictures' titles, its files and what they add up to."""

import csv
import dataclasses
import io
import json
import math
import re
from collections import defaultdict
from html import unescape

import pytest

from tinbergen.charts.typeset import number, period_text
from tinbergen.core import serial
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.robustness import Robustness
from tinbergen.core.errors import TinbergenError
from tinbergen.core.manifest import verify
from tinbergen.core.period import Period
from tinbergen.core.sealing import sealed_within
from tinbergen.core.text import Text
from tinbergen.domains.macro.eight_columns import eight_column_case
from tinbergen.loop.case.cases import load
from tinbergen.loop.cycle import turn
from tinbergen.loop.plan_notes import unrecorded
from tinbergen.report.blocks import Callout, Definitions
from tinbergen.report.case.annex import next_section
from tinbergen.report.case.model import equation_table, first_stage, model_section
from tinbergen.report.case.report import build, write
from tinbergen.report.case.summary import summary
from tinbergen.report.case.tables import TABLES
from tinbergen.report.case.view import View
from tinbergen.report.views.limits import binds, callouts, limits
from tinbergen.report.views.monitoring import since

SVG = "http://www.w3.org/2000/svg"
LATER = ("Monitoring", "Evaluation")


def small(**changes):
    return dataclasses.replace(load("us-2008"), draws=100, **changes)


@pytest.fixture(scope="module")
def run():
    return turn(small())


@pytest.fixture(scope="module")
def document(run):
    return build(run)


@pytest.fixture(scope="module")
def unreviewed():
    """A turn at the end of the data: nothing came in after the plan."""
    case = small()
    return turn(case.at(case.store.vintages[-1]))


@pytest.fixture(scope="module")
def tables(run):
    return {name: rows(make(run)) for name, make in TABLES.items()}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def words(html):
    """What the page shows, without style, pictures' descriptions and tables behind pictures."""
    for part in ("style", "desc", "details"):
        html = re.sub(rf"<{part}\b.*?</{part}>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def outline(html):
    """Headings, titles of pictures and tables, heads of passages; numbers masked."""
    html = re.sub(r"<details\b.*?</details>", "", html, flags=re.DOTALL)
    pattern = (
        r"<(h1)>(.*?)</h1>|<(h2)><span>\d+</span>(.*?)</h2>"
        r"|<(figcaption)>(.*?)(?:<span>.*?)?</figcaption>|<p class=\"(head)\">(.*?)</p>"
    )
    lines = []
    for match in re.finditer(pattern, html):
        kind, text = (group for group in match.groups() if group is not None)
        masked = re.sub(r"[+−]?\d[\d,.]*\d|[+−]?\d", "#", unescape(text))
        lines.append(f"{kind:<10} {masked}")
    return "\n".join(lines) + "\n"


def test_the_first_page_says_that_the_outlook_has_no_record(document) -> None:
    """Only an outlook whose forecasts were scored comes without that sentence."""
    against = rows_of(document.sections[0])["Against the plan"]
    assert "neither plans of this kind nor the outlook has a record" in against.en
    assert "此类计划与该展望均无成绩记录" in against.zh
    assert unrecorded(load("us-now")) is None


def rows_of(section):
    """The rows of a section's definitions by their terms."""
    found = [block for block in section.blocks if isinstance(block, Definitions)]
    return {term.en: meaning for block in found for term, meaning in block.items}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_outline_stays(document, golden, lang):
    golden(f"case_report.{lang}.txt", outline(document.html(lang)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_needs_nothing_and_says_everything(document, lang):
    html = document.html(lang)
    assert "<script" not in html
    assert "http" not in html.replace(SVG, "")
    assert not re.search(r"url\(|@import|<img|<link|\ssrc=", html)
    shown = words(html)
    assert not re.search(r"\bnan\b|\bNone\b|[{}]|\binf\b", shown)
    for section in document.sections:
        assert section.title(lang) in shown


def texts(value):
    if isinstance(value, dict):
        if set(value) == {"en", "zh"}:
            yield value
        else:
            for item in value.values():
                yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def test_every_phrase_is_in_both_languages(document):
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for text in texts(json.loads(json.dumps(document.to_dict()))):
        assert bool(text["en"]) == bool(text["zh"]), text
        assert not chinese.search(text["en"]), text
        if not chinese.search(text["zh"]):
            # Numbers, codes, commands and names of programs are the same everywhere.
            assert len(re.findall(r"[a-z]{3,}", text["zh"])) <= 3, text


def test_pictures_are_drawn_where_the_reader_needs_them(document):
    kinds = {
        section.title.en: [type(block).__name__ for block in section.blocks]
        for section in document.sections
    }
    assert kinds["Summary"] == ["Callout", "Definitions", "Table", "Definitions"]
    assert "Ranking" in kinds["Design"]
    assert kinds["Diagnosis"].count("Chart") == 4
    assert kinds["Design"].count("Panel") == 2
    assert kinds["Monitoring"].count("Panel") == 3
    assert kinds["Evaluation"].count("Panel") == 2


def test_without_tables_nothing_later_is_read(document):
    (data,) = (s for s in document.sections if s.title.en == "The data")
    assert data.lead.en.startswith("Diagnosis, model and plan read nothing dated after 2008 Q3. ")
    assert "published later" not in data.lead.en
    assert data.lead.zh.startswith("诊断、模型与计划均不使用2008年三季度之后的数据。")
    assert any(getattr(b, "title", None) == Text("What the series are", "序列说明")
               for b in data.blocks)  # fmt: skip


def test_fired_trip_wires_are_counted_and_named(run):
    view = View(run)
    reviews = run.cycle.monitoring.reviews
    fired = sum(len(review.fired) for review in reviews)
    callout = since(run.cycle.monitoring.reviews, view.plan)
    assert fired > 0
    assert callout.title.en == f"Since the plan began: {fired} of 12 trip-wires fired"
    assert "GDP growth in 2008 Q4" in callout.body.en
    assert "GDP增长率（2008年四季度" in callout.body.zh


def test_limits_gather_their_periods_dearest_first(run):
    view = View(run)
    found = limits(view.plan)
    assert sum(len(limit.prices) for limit in found) == len(run.cycle.plan.binding)
    rate = next(limit for limit in found if limit.name == "r lower")
    assert rate.dearest.price == max(price.price for price in rate.prices)
    marked = [period for period, at in zip(view.horizon, binds(view.plan, "r"), strict=True) if at]
    assert set(rate.periods) <= set(marked)
    body = callouts(view.plan)[0].body.en
    assert f"lowers the loss at a rate of {found[0].dearest.price:.2f}" in body
    assert "for one percentage point " in body


def test_without_later_data_the_report_ends_with_the_plan(unreviewed):
    assert unreviewed.cycle.monitoring is None and unreviewed.cycle.evaluation is None
    document = build(unreviewed)
    titles = [section.title.en for section in document.sections]
    assert not set(LATER) & set(titles)
    assert "Nothing has come in" in words(document.html("en"))
    for name in ("monitoring", "evaluation"):
        assert len(TABLES[name](unreviewed).splitlines()) == 1


def test_a_case_without_trip_wires_says_so(tmp_path):
    case = small(trip_variables=(), constraints=(), horizon=4)
    html = build(turn(case)).html("en")
    assert "No trip-wires were set" in html
    assert "Trip-wires: outturns" not in html


def test_a_user_s_annual_file_makes_a_report(run, tmp_path):
    years = defaultdict(list)
    data = run.case.store.as_of("2008Q4")
    names = ("GDP", "C", "I", "G_gov", "T", "r", "P", "U")
    for t, period in enumerate(data.span):
        years[period.year].append([data[name][t] for name in names])
    lines = [",".join(("year", *names))]
    for year, quarters in years.items():
        means = (sum(column) / len(quarters) for column in zip(*quarters, strict=True))
        lines.append(",".join([str(year), *(f"{v:.3f}" for v in means)]))
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    case = dataclasses.replace(eight_column_case(file, Period.parse("2006")), draws=100)
    document = build(turn(case))
    for lang in ("en", "zh"):
        assert not re.search(r"\bnan\b|\bNone\b|[{}]", words(document.html(lang)))
    assert "on the case file or the data of mine" in words(document.html("en"))
    assert "每年" in words(document.html("zh"))


def test_files_are_written_whole_and_read_back(run, tmp_path):
    files = write(run, tmp_path / "out", "zh")
    assert set(files) == {"report", "plan", "revised", "cycle", "plan_table", "manifest", *TABLES}
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in files.values()
    )
    assert '<html lang="zh-CN">' in files["report"].read_text("utf-8")
    cycle, _ = sealed_within(run.cycle)
    assert serial.from_json(Plan, files["plan"].read_text("utf-8")) == cycle.plan
    assert serial.unsealed(cycle.plan) is None
    assert serial.from_json(Cycle, files["cycle"].read_text("utf-8")) == cycle
    manifest = verify(tmp_path / "out")
    assert (manifest.command, manifest.case, manifest.language) == ("run", "us-2008", "zh")
    assert manifest.ids()["plan.json"] == run.cycle.plan.id
    with pytest.raises(TinbergenError, match="C236"):
        write(run, tmp_path / "out", "en")
    write(run, tmp_path / "out", "en", force=True)
    assert verify(tmp_path / "out").language == "en"
    assert files["plan_table"].read_text("utf-8") == TABLES["plan"](run)


def test_a_folder_that_is_a_file_is_named_in_the_error(run, tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        write(run, taken)
    assert fault.value.code == "C004"


@pytest.mark.parametrize("name", ["findings", "plan", "monitoring", "evaluation"])
def test_tables_are_tidy(run, tables, name):
    text = TABLES[name](run)
    assert text.isascii()
    header, *body = csv.reader(io.StringIO(text))
    assert all(len(row) == len(header) for row in body)
    keys = [tuple(row[:-1]) for row in body]
    assert len(set(keys)) == len(keys) > 0
    for row in tables[name]:
        assert str(Period.parse(row["period"])) == row["period"]
        assert row["unit"]
        assert math.isfinite(float(row["value"]))


def by(table, *keys):
    found = defaultdict(list)
    for row in table:
        found[tuple(row[key] for key in keys)].append(float(row["value"]))
    return found


def test_news_is_outturn_less_plan_and_its_parts_sum_to_it(tables):
    values = by(tables["monitoring"], "variable", "period", "kind")
    news = [key for key in values if key[2] == "news"]
    assert len(news) == 12
    for variable, period, _ in news:
        (total,) = values[variable, period, "news"]
        (outturn,) = values[variable, period, "outturn"]
        (plan,) = values[variable, period, "plan"]
        assert total == pytest.approx(outturn - plan, abs=1e-12)
        assert sum(values[variable, period, "part"]) == pytest.approx(total, abs=1e-6)
        (low,) = values[variable, period, "trip-wire lower"]
        (high,) = values[variable, period, "trip-wire upper"]
        assert values[variable, period, "trip-wire fired"] == [float(not low <= outturn <= high)]


def test_parts_of_growth_sum_to_it(tables):
    values = by(tables["findings"], "name", "kind")
    assert sum(values["growth", "part"]) == pytest.approx(values["growth", "estimate"][0], abs=1e-9)


def test_effects_are_differences_of_the_paths(tables):
    values = by(tables["evaluation"], "variable", "period", "kind")
    effects = [key for key in values if key[2].endswith(": effect")]
    assert len(effects) == 4 * 4
    for variable, period, kind in effects:
        who = "plan" if kind.startswith("effect of the plan") else "outturn"
        (path,) = values[variable, period, who]
        (no_policy,) = values[variable, period, "no new policy"]
        assert values[variable, period, kind] == [pytest.approx(path - no_policy, abs=1e-6)]


def test_the_plan_stays_in_its_bounds_and_quantiles_in_order(tables):
    values = by(tables["plan"], "variable", "period", "kind")
    bounded = [key for key in values if key[2] == "lower bound"]
    assert len(bounded) == 36
    for variable, period, _ in bounded:
        (low,), (set_at,), (high,) = (
            values[variable, period, kind] for kind in ("lower bound", "plan", "upper bound")
        )
        assert low - 1e-6 <= set_at <= high + 1e-6
    levels = [f"plan q{level:02d}" for level in (5, 20, 35, 50, 65, 80, 95)]
    for variable, period in {(v, p) for v, p, kind in values if kind == "plan q50"}:
        ladder = [values[variable, period, level][0] for level in levels]
        assert ladder == sorted(ladder)


def test_estimates_carry_their_t_ratios(run, tables):
    assert len(tables["estimates"]) == len(run.situation.model_world.fit.fit.coefficients)
    for row in tables["estimates"]:
        assert float(row["t"]) == pytest.approx(float(row["estimate"]) / float(row["se"]))
        assert 0 <= float(row["p"]) <= 1


def test_what_speaks_against_a_plan_comes_first(run):
    """A world that says no policy is better: the verdict opens the report, the rest follows."""
    against = Robustness(("us_keynes",), (1.0,), (), (), None, -1.0, 0.0, ("us_keynes",), "rules")
    verdict = Text("Let the rules go on.", "宜让规则延续。")
    plan = run.cycle.plan.replace(verdict=verdict, robustness=against)
    told = dataclasses.replace(run, cycle=run.cycle.replace(plan=plan))
    section, plain = summary(View(told)), summary(View(run))
    assert section.lead.en.startswith("Let the rules go on for federal purchases")
    assert plain.lead.en.startswith("From 2008 Q4 to 2011 Q3, against letting the rules go on")
    assert rows_of(section)["Cost"].en.startswith("No money. With the plan: ")
    assert "1 of 1 models say that it does worse" in rows_of(section)["Against the plan"].en


def test_weak_instruments_are_said_beside_what_rests_on_them(run) -> None:
    """The first-stage F of consumption's instruments, and a doubt where it is below ten."""
    view = View(run)
    table = equation_table(view, view.run.situation.fit)
    size = first_stage(view.run.situation.fit.diagnostics()["consumption"])
    assert [row[1].en for row in table.rows] == [f"2SLS, F {number(size, 1)}", *["OLS"] * 7]
    said = next(b for b in model_section(view).blocks if isinstance(b, Callout)).body
    assert ("weak, by a first-stage F" in said.en) == (size < 10) == ("工具变量较弱" in said.zh)


def test_the_next_turn_says_what_can_not_be_changed_any_more(run) -> None:
    """Instruments that take time go on as decided before; without any nothing is said."""
    assert next_section(View(run)).blocks[1].note is None
    first, second, *rest = run.case.instruments
    late = (dataclasses.replace(first, lag=2), dataclasses.replace(second, lag=40), *rest)
    slow = dataclasses.replace(run, case=dataclasses.replace(run.case, instruments=late))
    revised = run.cycle.monitoring.revisions[-1]
    note = next_section(View(slow)).blocks[1].note
    end = revised.start + (revised.horizon - 1)
    assert note.en.startswith("As the plan before had decided, which it can't change any more")
    assert f"{first.title.en} through {period_text(revised.start + 1).en}" in note.en
    assert f"{second.title.en} through {period_text(end).en}" in note.en
    assert f"{first.title.zh}至" in note.zh
