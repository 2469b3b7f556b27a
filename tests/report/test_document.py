import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tinbergen.charts.chart import Panel
from tinbergen.charts.layers import Line
from tinbergen.charts.ranking import Ranking, Row
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.blocks import (
    Callout,
    Column,
    Definitions,
    Estimate,
    Findings,
    Table,
    show,
)
from tinbergen.report.document import Document, Section, interval_picture
from tinbergen.report.numbers import tables

HOSTILE = Text("<script>alert(1)</script>\"'&", "<script>坏</script>\"'&")
UNIT = Text("%, annualised", "%，年率")
VOID = {"meta", "link"}


class Page(HTMLParser):
    """Checks that tags balance, and collects tags, addresses, ids and text."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.links, self.ids, self.words = [], [], [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [v for k, v in attrs if k in ("href", "src")]
        self.ids += [v for k, v in attrs if k == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_no_text_steers_a_terminal_or_turns_the_direction_of_writing() -> None:
    """A page may be printed by ``cat``; a name must not read as another."""
    turned = Text("A\x1b]0;own\x07\u202eB", "甲\x1b[2J\u2066乙")
    section = Section(turned, turned, [Definitions([(turned, turned)])], turned)
    page = Document(turned, turned, sections=[section])
    for lang, shown in (("en", "A\ufffd]0;own\ufffd\ufffdB"), ("zh", "甲\ufffd[2J\ufffd乙")):
        html = page.html(lang)
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)
        assert f"<title>{shown}</title>" in html and html.count(shown) >= 5


@pytest.fixture(scope="module")
def document(pictures):
    table = Table(
        Text("The plan", "方案"),
        (
            Column(Text("Quarter", "季度"), align="text"),
            Column(Text("Growth", "增长"), UNIT, signed=True),
        ),
        ((Period.parse("2008Q4"), -5.12), (Text("Average", "平均"), None)),
        note=Text("Medians.", "中位数。"),
        strong=(1,),
    )
    findings = Findings(
        (
            Estimate(Text("Credit", "信贷"), -3.9, -5.0, -2.7, UNIT, Text("Decomposition", "分解")),
            Estimate(
                Text("Houses", "住房"), -1.8, unit=UNIT, detail=Text("Prices fell.", "房价下跌。")
            ),
        )
    )
    return Document(
        Text("A plan for 2009", "2009年方案"),
        Text("As seen in 2008", "立足2008年"),
        ((Text("As of", "截至"), Period.parse("2008Q3")), (Text("Draws", "抽样次数"), 1000)),
        (
            Section(
                Text("Why", "原因"),
                Text("Credit tightened.", "信贷收紧。"),
                (findings, table, Text("A paragraph.", "一段话。")),
            ),
            Section(Text("What", "措施"), None, tuple(pictures.values())),
            Section(
                Text("Check", "检验"),
                blocks=(
                    Callout(
                        Text("Rate >= 0 binds", "利率下限生效"),
                        Text("Price 0.42", "价格0.42"),
                        "binding",
                    ),
                    Definitions(((Text("Trip-wire", "触发线"), Text("Above 3%", "高于3%")),)),
                ),
            ),
        ),
        kind=Text("Report", "报告"),
        colophon=Text("By Tinbergen.", "Tinbergen 生成。"),
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_sound_and_needs_nothing(document, lang):
    html = document.html(lang)
    page = Page(html)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in html
    assert "script" not in page.tags and "link" not in page.tags and "img" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} == set(page.ids)
    assert not re.search(r"url\(|@import", html)
    assert page.tags.count("style") == 1
    for text in (document.title, document.subtitle, *(s.title for s in document.sections)):
        assert text(lang) in page.words


def test_both_languages_hold_the_same_blocks(document):
    assert Page(document.html("en")).tags.count("tr") == Page(document.html("zh")).tags.count("tr")
    assert "Credit tightened" not in document.html("zh")


def test_the_other_language_is_one_step_away(document):
    html = document.html("zh", alternate="report.en.html")
    assert '<link rel="alternate" hreflang="en" href="report.en.html">' in html
    assert ">English</a>" in html


def test_findings_are_shown_with_interval_and_method(document):
    words = " ".join(" ".join(Page(document.html()).words).split())
    assert "−3.9 %, annualised" in words
    assert "90% interval −5.0 to −2.7" in words
    assert "Method: Decomposition" in words


def test_an_interval_that_holds_all_is_a_range():
    one = Estimate(Text("It differs", "有别"), 1.0, 0.5, 2.0, Text("percent", "百分比"), level=1.0)
    page = Document(Text("x", "x"), sections=[Section(Text("y", "y"), None, [Findings([one])])])
    for lang, word in (("en", "Range"), ("zh", "范围")):
        html = page.html(lang)
        assert word in html
        assert "100% interval" not in html and "100%区间" not in html


def test_tables_align_numbers_and_mark_totals(document):
    html = document.html()
    assert '<th scope="col" class="number">Growth<span>%, annualised</span></th>' in html
    assert '<td class="number">−5.1</td>' in html
    assert (
        '<tr class="total"><th scope="row" class="text">Average</th><td class="number">–</td>'
        in html
    )


def test_hostile_texts_stay_texts():
    blocks = (
        HOSTILE,
        Callout(HOSTILE, HOSTILE),
        Definitions(((HOSTILE, HOSTILE),)),
        Findings((Estimate(HOSTILE, 1.0, 0.0, 2.0, HOSTILE, HOSTILE, HOSTILE),)),
        Table(HOSTILE, (Column(HOSTILE, HOSTILE),), ((HOSTILE,),), HOSTILE, HOSTILE),
    )
    document = Document(
        HOSTILE,
        HOSTILE,
        ((HOSTILE, HOSTILE),),
        (Section(HOSTILE, HOSTILE, blocks),),
        HOSTILE,
        HOSTILE,
    )
    html = document.html("en", alternate='"><script>')
    assert "<script" not in html
    assert Page(html).words.count(HOSTILE.en) > 12


def test_documents_are_saved_as_pages_only(document, tmp_path):
    assert document.save(tmp_path / "report.html", "zh").read_text("utf-8") == document.html("zh")
    with pytest.raises(TinbergenError) as fault:
        document.save(tmp_path / "report.pdf")
    assert fault.value.code == "R003"


def test_notebooks_frame_the_page(document):
    frame = document._repr_html_()
    assert frame.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert "<style>" not in frame


def test_documents_are_plain_data_too(document):
    data = json.loads(json.dumps(document.to_dict(), allow_nan=False))
    assert data["sections"][0]["blocks"][1]["kind"] == "Table"
    assert data["meta"][0][1] == "2008Q3"


def test_rows_have_a_cell_a_column():
    with pytest.raises(TinbergenError) as fault:
        Table(Text("Plan", "方案"), (Column(UNIT),), ((1.0,), (1.0, 2.0)))
    assert fault.value.code == "R006"
    assert fault.value.text("title") == "row 2 of the table 'Plan' has 2 cells; columns: 1"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Text("en", "zh"), "zh"),
        (Period.parse("2008Q3"), "2008年三季度"),
        ("raw", "raw"),
        (1000, "1,000"),
        (2.346, "2.35"),
        (float("nan"), "–"),
        (None, "–"),
        (True, "✓"),
    ],
)
def test_cells_are_printed_by_what_they_are(cell, shown):
    assert show(cell, "zh", 2) == shown


def test_intervals_share_a_scale_only_with_a_unit():
    same = [Estimate(UNIT, 1.0, 0.0, 2.0, UNIT), Estimate(UNIT, 2.0, 1.0, 4.0, UNIT)]
    drawn = interval_picture(same[0], same)
    assert 'cx="' in drawn
    assert interval_picture(same[0], [same[0]]) != drawn
    # Neither those of another unit nor those without an interval move the others.
    points = Estimate(UNIT, 900.0, 800.0, 1000.0, Text("points", "点"))
    bare = Estimate(UNIT, 163.3, unit=UNIT)
    mixed = [*same, points, bare]
    assert interval_picture(same[0], mixed) == drawn
    assert interval_picture(bare, mixed) == ""
    assert interval_picture(points, mixed) == interval_picture(points, [points]) != ""
    assert interval_picture(Estimate(UNIT), [Estimate(UNIT)]) == ""


def test_tables_behind_pictures_name_unit_and_source_as_such(small_chart):
    (table,) = tables(small_chart)
    assert (table.unit, table.source) == (small_chart.unit, small_chart.source)
    document = Document(UNIT, sections=(Section(UNIT, None, (small_chart,)),))
    for lang, said in (
        ("en", ("Unit: %, annualised", "Source: BEA, vintage of July 2009.")),
        ("zh", ("单位：%，年率", "资料来源：美国经济分析局，2009年7月版本。")),
    ):
        page = Page(document.html(lang))
        assert all(words in page.words for words in said)
        assert page.words.count(said[0]) == 1
    panel = Panel(UNIT, (small_chart, replace(small_chart, unit=None, source=None)), 2, None, UNIT)
    bare = tables(replace(panel, source=HOSTILE))[1]
    assert (bare.unit, bare.source) == (UNIT, HOSTILE)


def test_tables_behind_pictures_have_no_empty_columns(small_chart):
    blank = Line(Text("Nothing", "无"), [math.nan] * 6)
    (table,) = tables(replace(small_chart, layers=(*small_chart.layers, blank)))
    assert [column.name.en for column in table.columns] == ["Period", "Growth", "Baseline"]
    source = Text("Own.", "自算。")
    ranking = Ranking(UNIT, (Row(UNIT, 1.0), Row(UNIT, 2.0, target=3.0)), None, UNIT, source)
    (table,) = tables(ranking)
    assert [column.name.en for column in table.columns] == ["", "Value", "Target"]
    assert table.cells(table.rows[0], "en") == [UNIT.en, "1.0", "–"]
    assert (table.unit, table.source) == (UNIT, source)


def test_numbers_behind_pictures(pictures):
    (small,) = tables(pictures["small"])
    assert [column.name.en for column in small.columns] == ["Period", "Growth", "Baseline"]
    assert small.cells(small.rows[3], "en") == ["2008Q4", "−8.8", "2.0"]
    (ranking,) = tables(pictures["ranking"])
    assert ranking.cells(ranking.rows[0], "zh") == ["通胀", "1.6", "0.9", "2.4", "2.0", "0.64"]
    assert len(tables(pictures["panel"])) == 3
