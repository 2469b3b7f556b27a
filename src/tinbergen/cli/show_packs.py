"""Packs, scenarios and the links between them in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tinbergen.app.results_packs import (
    Asked,
    ConceptMap,
    LinkSaid,
    PackList,
    PackSaid,
    ScenarioList,
    ScenarioSaid,
)
from tinbergen.charts.typeset import decimals, number
from tinbergen.cli.show import QUIET, facts, heading, left, meaning, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell

if TYPE_CHECKING:
    from rich.console import Console

_HEADS = {
    "pack": Text("pack", "领域包"),
    "title": Text("domain", "领域"),
    "indicators": Text("indicators", "指标"),
    "questions": Text("questions", "问题"),
    "cases": Text("cases", "案例"),
    "code": Text("code", "代码"),
    "indicator": Text("indicator", "指标"),
    "better": Text("better", "方向"),
    "name": Text("name", "名称"),
    "scenario": Text("scenario", "情景"),
    "reaches": Text("reaches", "波及"),
    "first": Text("year 1", "第1年"),
    "fifth": Text("year 5", "第5年"),
    "last": Text("year {years}", "第{years}年"),
    "cause": Text("cause", "原因"),
    "effect": Text("effect", "结果"),
    "response": Text("response", "反应"),
    "lag": Text("lag", "滞后"),
    "measured": Text("in", "计量"),
}
_FACTS = {
    "folder": Text("folder", "文件夹"),
    "cases": Text("cases", "案例"),
    "diagnosis": Text("diagnosis", "诊断"),
    "alternatives": Text("alternatives", "备选"),
    "says": Text("what happens", "发生什么"),
    "basis": Text("basis", "依据"),
}
_BETTER = {
    "up": Text("more", "升"), "down": Text("less", "降"), "target": Text("target", "目标"),
}  # fmt: skip
_PERCENT = Text("%", "%")
_NOTES = {
    "packs": Text(
        "'tinbergen packs PACK' tells what is in one, 'tinbergen demo PACK' runs its case.",
        "'tinbergen packs 领域包' 查看其内容，'tinbergen demo 领域包' 运行其示例。",
    ),
    "scenarios": Text(
        "'tinbergen scenarios SCENARIO' tells what one does; 'run', 'design' and the other verbs "
        "take '--scenario SCENARIO'.",
        "'tinbergen scenarios 情景' 查看其内容；run、design 等命令可加 '--scenario 情景'。",
    ),
    "reach": Text(
        "● said by the scenario, the rest follows along the packs' links. % is percent of the "
        "indicator; else changes are in its unit.",
        "● 为情景自身的设定，其余沿各领域包的联系传导。% 为指标的百分比变化，其余以指标单位计。",
    ),
    "links": Text(
        "Response: the effect's change per unit (or percent) of the cause, so many years later.",
        "反应：原因变化一个单位（或 1%）时结果的变化，滞后以年计。",
    ),
    "file": Text("Map: {file}", "概念图：{file}"),
}


def _note(screen: Console, lang: Language, name: str, **said: str) -> None:
    screen.print()
    screen.print(_NOTES[name].fill(**said)(lang), style=QUIET)


def show_packs(screen: Console, lang: Language, found: PackList) -> None:
    columns = (
        left(_HEADS["pack"]), meaning(_HEADS["title"]), right(_HEADS["indicators"]),
        right(_HEADS["questions"]), meaning(_HEADS["cases"]),
    )  # fmt: skip
    rows = (
        (pack.name, pack.title, len(pack.indicators),
         len(pack.diagnosis) + len(pack.alternatives), ", ".join(pack.cases))
        for pack in found.packs
    )  # fmt: skip
    put(screen, lang, columns, rows)
    _note(screen, lang, "packs")


def show_pack(screen: Console, lang: Language, pack: PackSaid) -> None:
    heading(screen, f"{pack.title(lang)} ({pack.name})")
    rows = [
        (_FACTS["folder"](lang), pack.folder),
        (_FACTS["cases"](lang), ", ".join(pack.cases)),
        (_FACTS["diagnosis"](lang), _questions(pack.diagnosis, lang)),
    ]
    if pack.alternatives:
        rows.append((_FACTS["alternatives"](lang), _questions(pack.alternatives, lang)))
    facts(screen, rows)
    screen.print()
    heads = ("indicator", "measured", "better")
    rows_of = ((i.code, i.title, i.unit, _BETTER[i.better]) for i in pack.indicators)
    columns = [left(_HEADS["code"]), *(meaning(_HEADS[h]) for h in heads)]
    put(screen, lang, columns, rows_of)
    if pack.links:
        screen.print()
        _show_links(screen, lang, pack.links)


def _questions(asked: Sequence[Asked], lang: Language) -> str:
    return ", ".join(f"{q.examine} ({q.title(lang)})" if q.title else q.examine for q in asked)


def show_scenarios(screen: Console, lang: Language, found: ScenarioList) -> None:
    rows = (
        (one.name, one.title, ", ".join(dict.fromkeys(r.pack for r in one.reaches)))
        for one in found.scenarios
    )
    columns = [left(_HEADS["name"]), *(meaning(_HEADS[h]) for h in ("scenario", "reaches"))]
    put(screen, lang, columns, rows)
    _note(screen, lang, "scenarios")


def show_scenario(screen: Console, lang: Language, one: ScenarioSaid) -> None:
    heading(screen, f"{one.title(lang)} ({one.name})")
    facts(
        screen, [(_FACTS["says"](lang), one.story(lang)), (_FACTS["basis"](lang), one.basis(lang))]
    )
    screen.print()
    years = len(one.reaches[0].changes) if one.reaches else 0
    columns = [
        left(_HEADS["code"]), meaning(_HEADS["indicator"]), meaning(_HEADS["measured"]),
        right(_HEADS["first"]), right(_HEADS["fifth"]),
        right(_HEADS["last"].fill(years=years)),
    ]  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for reach in one.reaches:
        places = max(1, decimals(reach.changes) - 1)
        cells = (number(reach.changes[t], places, signed=True) for t in (0, 4, years - 1))
        name = f"{reach.indicator} ●" if reach.own else reach.indicator
        rows.append((name, reach.title, _PERCENT if reach.percent else reach.unit, *cells))
    put(screen, lang, columns, rows)
    _note(screen, lang, "reach")


def show_concepts(screen: Console, lang: Language, found: ConceptMap) -> None:
    _show_links(screen, lang, found.links)
    if found.file:
        _note(screen, lang, "file", file=found.file)


def _show_links(screen: Console, lang: Language, links: Sequence[LinkSaid]) -> None:
    columns = (
        left(_HEADS["cause"]), left(""), left(_HEADS["effect"]), right(_HEADS["response"]),
        right(_HEADS["lag"]),
    )  # fmt: skip
    rows = (
        (link.cause, "→", link.effect, number(link.response, 2, signed=True), link.lag or "")
        for link in links
    )
    put(screen, lang, columns, rows)
    _note(screen, lang, "links")
