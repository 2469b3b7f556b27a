"""Answers about a report in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tinbergen.app.results_text_ask import TextAnswer, TextInstruction
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
_DENIED = Text(
    "Nothing in this report answers that: of the findings found first the model thinks no more "
    "likely than {share} percent that one does.",
    "本报告中没有可回答该问题的内容：对检索所得的各条结论，模型认为可作答的可能性至多为 {share}%。",
)
_LEARNED = Text(
    "{questions} questions from {reports} reports, {unanswered} of which nothing answers: {pairs} "
    "pairs of question and finding were learned.",
    "由 {reports} 份报告生成 {questions} 个问题，其中 {unanswered} 个无可作答；学习了 {pairs} 对"
    "问题与结论。",
)
_HELD = Text(
    "Weighted F1 of {held} pairs held out: {before} before, {after} after.",
    "留出的 {held} 对的加权 F1：训练前 {before}，训练后 {after}。",
)
_NEXT = Text(
    "Ask with it: tinbergen text ask FOLDER QUESTION --model {folder}",
    "使用：tinbergen text ask 文件夹 问题 --model {folder}",
)
_MISSING = Text("The report does not know: {names}.", "报告未涉及：{names}。")
_CITED = Text("{id} · {period} · {title}", "{id} · {period} · {title}")


def show_answer(screen: Console, lang: Language, found: TextAnswer) -> None:
    if found.answer is None:
        said = _NOTHING.fill(best=number(found.best, 2), least=number(found.least, 2))
        if found.likeliest is not None:
            share = math.ceil(100 / (1 + math.exp(-found.likeliest)))
            said = _DENIED.fill(share=share)
        if found.missing:
            said = _MISSING.fill(names=", ".join(map(clean, found.missing)))
        screen.print(said(lang))
        return
    for each in found.citations:
        screen.print(clean(each.statement(lang)), markup=False)
        cited = _CITED.fill(id=each.id, period=each.period, title=each.title)
        screen.print(clean(cited(lang)), style=QUIET, markup=False)


def show_instruction(screen: Console, lang: Language, found: TextInstruction) -> None:
    screen.print(_LEARNED.fill(
        questions=found.questions, reports=found.reports, unanswered=found.unanswered,
        pairs=found.pairs,
    )(lang))  # fmt: skip
    if found.before is not None and found.after is not None:
        before, after = number(found.before, 3), number(found.after, 3)
        screen.print(_HELD.fill(held=found.held, before=before, after=after)(lang))
    screen.print(_NEXT.fill(folder=found.folder)(lang), style=QUIET)
