"""Blocks in the terminal: widths, frames, and users' texts that can't steer it."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from tinbergen.charts.chart import Chart
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.report.blocks import (
    Callout,
    Column,
    Definitions,
    Estimate,
    Findings,
    Table,
)
from tinbergen.report.document import Document, Section
from tinbergen.report.terminal import draw, text

EVIL = Text("\x1b]0;owned\x07 \x9b2J title", "\x1b[31m标题")


def drawn(what: Document | Section, width: int = 80, lang: str = "en") -> list[str]:
    screen = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    with screen.capture() as shown:
        draw(screen, what, lang)  # type: ignore[arg-type]
    return shown.get().splitlines()


def table(columns: int) -> Table:
    heads = [Column(Text("Period", "时期"), align="text")]
    heads += [Column(Text(f"Variable {k}", f"变量{k}"), Text("%", "%")) for k in range(columns)]
    rows = [[f"2008 Q{q}", *(1000.0 * q + k for k in range(columns))] for q in (1, 2)]
    return Table(Text("All of them", "全部"), heads, rows, note=Text("A note.", "注。"))


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_columns_move_below_where_there_is_no_room(width: int, lang: str) -> None:
    lines = drawn(Section(Text("S", "节"), None, [table(9)]), width, lang)
    assert {cell_len(line) for line in lines} == {width}
    shown = "\n".join(lines)
    for k in range(9):
        assert f"{1000 + k:,}.0" in shown
    assert shown.count("2008 Q1") == sum("2008 Q2" in line for line in lines) > 0


def test_details_go_first_and_words_fold() -> None:
    heads = (
        Column(Text("Name", "名称"), align="text"),
        Column(Text("Kept", "留"), decimals=0),
        Column(Text("Detail", "细节"), detail=True),
    )
    rows = [["a name of many words that folds over several lines", 12345.0, 1.0]]
    wide, narrow = (
        drawn(Section(Text("S", "S"), None, [Table(None, heads, rows)]), w) for w in (90, 32)
    )
    assert "Detail" in "".join(wide)
    assert "Detail" not in "".join(narrow)
    assert "12,345" in "".join(narrow)


def test_a_gist_is_short() -> None:
    rows = [["a", float(k)] for k in range(50)]
    heads = (Column(Text("A", "A"), align="text"), Column(Text("B", "B")))
    section = Section(Text("S", "节"), None, [Table(None, heads, rows, note=Text("N", "N"))])
    lines = text(section, "en", gist=True).split("\n")
    assert lines[-1] == "… and 45 more"
    assert len(lines) == 9


def test_escape_characters_of_users_are_cleaned(cycle: Cycle, small_chart: Chart) -> None:
    blocks = [
        EVIL,
        Table(EVIL, [Column(EVIL, EVIL, "text")], [[EVIL]], note=EVIL, source=EVIL),
        Findings([Estimate(EVIL, 1.0, unit=EVIL, detail=EVIL, severity=2.0)]),
        Callout(EVIL, EVIL, "warning"),
        Definitions([(EVIL, EVIL)]),
        small_chart,
    ]
    page = Document(EVIL, meta=[(EVIL, EVIL)], sections=[Section(EVIL, EVIL, blocks, EVIL)])
    plan = cycle.plan.replace(title=EVIL, verdict=EVIL)
    data = Dataset.of("2008Q1", {EVIL.en: [1.0, 2.0]})
    for shown in (
        text(page, "en"), text(page, "zh"), repr(plan), plan.summary("zh"), repr(data),
        data.summary(),
    ):  # fmt: skip
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in shown)
        assert "\N{REPLACEMENT CHARACTER}" in shown


def test_pictures_are_rows_of_blocks(small_chart: Chart) -> None:
    shown = "\n".join(drawn(Section(Text("S", "节"), None, [small_chart])))
    assert "Output fell in 2008" in shown
    assert "█" in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_title_that_is_cut_says_so(lang: str) -> None:
    """Half a stretch of dates would be read as a date."""
    title = Text(
        "Plan: " + "A long name, " * 5 + "2008 Q4 to 2011 Q3", "计划：" + "很长的名称，" * 7 + "年"
    )
    document = Document(Text("Whole", "全文"), sections=[Section(title, Text("Said.", "有言。"))])
    (first,) = (line for line in drawn(document, 80, lang) if line.startswith("╭"))
    assert "…" in first
    assert cell_len(first) == 80
