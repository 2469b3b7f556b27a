"""Indices of documents in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_text_index import TextIndexed
from tinbergen.charts.spark import spark
from tinbergen.charts.typeset import number
from tinbergen.cli.show import QUIET, left, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean
from tinbergen.text.index.watch import LEARNED

if TYPE_CHECKING:
    from rich.console import Console

#: Rows shown, the last ones; blocks of the picture.
_ROWS, _BLOCKS = 12, 60
_HEADS = (
    left(Text("period", "时期")), left(Text("known from", "自何时可知")),
    right(Text("index", "指数")), right(Text("lower", "下限")), right(Text("upper", "上限")),
)  # fmt: skip
_SAID = Text(
    "{series}: {documents} documents, {sentences} sentences, {first} to {last}",
    "{series}：{documents} 份文档，{sentences} 句，{first} 至 {last}",
)
_COVERS = Text("Band: {covers}.", "区间：{covers}。")
_WATCHED = Text(
    "The wire sounds in {periods}: the index left what its past led to expect (one false alarm in "
    "100 periods).",
    "以下时期触发警报：{periods}，指数偏离由其过去所能预期的范围（平均每 100 期一次误报）。",
)
_STILL = Text("The wire does not sound.", "未触发警报。")
_UNSET = Text(
    "No wire is set: it takes more than {needed} periods, and there are {count}.",
    "未设警戒线：需多于 {needed} 期，现有 {count} 期。",
)
_GAPS = Text(
    "{gaps} periods in between have no document; the picture and the wire pass over them.",
    "其间有 {gaps} 期没有文档；图与警戒线略过这些时期。",
)
_WRITTEN = Text("Written to {file}", "写入 {file}")


def show_index(screen: Console, lang: Language, found: TextIndexed) -> None:
    sentences = sum(d.sentences for d in found.documents)
    screen.print(_SAID.fill(
        series=clean(found.series), documents=len(found.documents), sentences=sentences,
        first=found.periods[0].period, last=found.periods[-1].period,
    )(lang))  # fmt: skip
    screen.print(spark([p.value for p in found.periods], _BLOCKS), style=QUIET)
    rows = (
        [p.period, p.vintage, number(p.value, 3), number(p.lower, 3), number(p.upper, 3)]
        for p in found.periods[-_ROWS:]
    )
    put(screen, lang, list(_HEADS), rows)
    screen.print(_COVERS.fill(covers=found.covers)(lang), style=QUIET)
    if found.gaps:
        screen.print(_GAPS.fill(gaps=found.gaps)(lang))
    if found.watched is None:
        count = len({p.period for p in found.periods})
        screen.print(_UNSET.fill(needed=LEARNED + 1, count=count)(lang))
    else:
        watched = ", ".join(found.watched)
        screen.print((_WATCHED.fill(periods=watched) if watched else _STILL)(lang))
    screen.print(_WRITTEN.fill(file=found.file)(lang), style=QUIET)
