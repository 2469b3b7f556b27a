"""Answers about a report in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results_text_ask import TextAnswer
from tinbergen.charts.typeset import number
from tinbergen.cli.show import QUIET
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

_NOTHING = Text(
    "Nothing in this report answers that (best fit {best}, {least} is needed).",
    "本报告中没有可回答该问题的内容（最高匹配 {best}，需达到 {least}）。",
)
_MISSING = Text("The report does not know: {names}.", "报告未涉及：{names}。")
_CITED = Text("{id} · {period} · {title}", "{id} · {period} · {title}")
_SHORTER = Text(
    "Shortened by a small model; each number stands in what is cited:",
    "由小型模型缩写；每个数字均见于所引结论：",
)


def show_answer(screen: Console, lang: Language, found: TextAnswer) -> None:
    if found.answer is None:
        said = _NOTHING.fill(best=number(found.best, 2), least=number(found.least, 2))
        if found.missing:
            said = _MISSING.fill(names=", ".join(map(clean, found.missing)))
        screen.print(said(lang))
        return
    if found.rewritten:
        screen.print(_SHORTER(lang), style=QUIET)
        screen.print(clean(found.answer), markup=False)
    for each in found.citations:
        if not found.rewritten:
            screen.print(clean(each.statement(lang)), markup=False)
        cited = _CITED.fill(id=each.id, period=each.period, title=each.title)
        screen.print(clean(cited(lang)), style=QUIET, markup=False)
