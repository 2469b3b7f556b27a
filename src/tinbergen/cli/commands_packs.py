"""Packs, scenarios, how they hang together, and several cases on one budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinbergen.app import results_packs as results
from tinbergen.cli.arguments import argument, option
from tinbergen.cli.folder import Folder, check_place
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.core.errors import Language
    from tinbergen.loop.case.packs import Link, Pack
    from tinbergen.loop.case.question import Question
    from tinbergen.loop.scenarios.library import ScenarioSpec

#: Years over which a scenario's reach is told.
_YEARS = 10

_READ = Text("Read: the cases and their data", "读取：各案例与数据")
_REPORT = Text("Report: pages and tables", "报告：网页与表格")


def packs(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        argument("PACK", "A pack; all are listed without it | 领域包；省略则列出全部"),
    ] = None,
) -> None:
    from tinbergen.cli.show_packs import show_pack, show_packs
    from tinbergen.loop.case import packs as known

    out: Output = ctx.obj
    names = known.names() if name is None else (name,)
    found = results.PackList(tuple(_pack(known.pack(each)) for each in names))
    if name is None:
        out.give(found, lambda screen, lang: show_packs(screen, lang, found))
    else:
        out.give(found, lambda screen, lang: show_pack(screen, lang, found.packs[0]))


def _pack(pack: Pack) -> results.PackSaid:
    return results.PackSaid(
        pack.name, pack.domain, pack.title, str(pack.folder), pack.demo, pack.cases,
        pack.indicators, _asked(pack.diagnosis), _asked(pack.alternatives), _links(pack.links),
    )  # fmt: skip


def _asked(questions: Iterable[Question]) -> tuple[results.Asked, ...]:
    return tuple(results.Asked(q.name, q.title) for q in questions)


def _links(links: Iterable[Link]) -> tuple[results.LinkSaid, ...]:
    return tuple(
        results.LinkSaid(k.cause, k.effect, k.response, k.lag, k.why, k.basis) for k in links
    )


def scenarios(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        argument(
            "SCENARIO",
            "A scenario, or one of a file, FILE.yaml:NAME; the library is listed without it | "
            "情景，或文件中的 文件.yaml:名称；省略则列出情景库",
        ),
    ] = None,
) -> None:
    from tinbergen.cli.show_packs import show_scenario, show_scenarios
    from tinbergen.loop.scenarios.library import library, story

    out: Output = ctx.obj
    told = tuple(library().values()) if name is None else (story(name),)
    found = results.ScenarioList(_YEARS, tuple(_scenario(each) for each in told))
    if name is None:
        out.give(found, lambda screen, lang: show_scenarios(screen, lang, found))
    else:
        out.give(found, lambda screen, lang: show_scenario(screen, lang, found.scenarios[0]))


def _scenario(told: ScenarioSpec) -> results.ScenarioSaid:
    from tinbergen.loop.case.packs import names, pack
    from tinbergen.loop.scenarios.library import reached

    own = {change.indicator for change in told.changes}
    paths = reached(told, _YEARS)
    reaches = []
    for name in names():
        for indicator in pack(name).indicators:
            full = f"{name}.{indicator.code}"
            if full in paths and paths[full].any():
                reaches.append(
                    results.Reach(
                        name, full, indicator.title, indicator.unit,
                        indicator.moves == "percent", full in own, tuple(paths[full].tolist()),
                    )
                )  # fmt: skip
    return results.ScenarioSaid(told.name, told.title, told.story, told.basis, tuple(reaches))


def concepts(
    ctx: typer.Context,
    picture: Annotated[
        Path | None,
        option("--out", "Draw the map to this file, .svg or .html | "
               "将概念图画到该文件（.svg 或 .html）", "FILE"),
    ] = None,
) -> None:  # fmt: skip
    from tinbergen.cli.show_packs import show_concepts
    from tinbergen.loop.case.packs import names, pack
    from tinbergen.loop.scenarios.concepts import concepts as joined

    out: Output = ctx.obj
    if picture is not None and picture.suffix.lower() not in (".svg", ".html"):
        raise TinbergenError("R003", suffix=picture.suffix, path=picture)
    known = [pack(name) for name in names()]
    found = joined(known)
    if picture is not None:
        from tinbergen.report.concept_map import concept_map

        concept_map(found, known).save(picture, out.lang)
    ends = {end for link in found.links for end in (link.cause, link.effect)}
    said = results.ConceptMap(
        {name: i for name, i in found.indicators.items() if name in ends},
        _links(found.links),
        str(picture) if picture else None,
    )
    out.give(said, lambda screen, lang: show_concepts(screen, lang, said))


def cross(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        argument("FILE", "A crossing file (YAML); the worked cases of all packs without it | "
                 "交叉文件（YAML）；省略则为各领域包的示例"),
    ] = None,
    folder: Folder = None,
) -> None:  # fmt: skip
    cross_all(ctx.obj, file, folder)


def cross_all(out: Output, file: Path | None, folder: Path | None) -> None:
    """Several cases on one budget, the report and the summary."""
    with Progress(out, keep=True) as progress:
        progress(_READ)
        from tinbergen.loop.budget.file import read_crossing, worked

        asked = read_crossing(file or worked())
        place = folder or Path("out") / asked.name
        check_place(place)
        from tinbergen.loop.budget.split import allocate_budget

        found = allocate_budget(
            asked.name, asked.title, asked.unit, asked.budget, asked.members, asked.stories,
            progress,
        )  # fmt: skip
        progress(_REPORT)
        from tinbergen.report.budget.report import write

        files = write(found, asked, place, out.lang)
    advice = tuple(a for member in asked.members for a in member.case.advice)
    given = results.CrossRun(
        found, str(place), {name: str(path) for name, path in files.items()},
        tuple(progress.stages), out.notes(advice),
    )  # fmt: skip
    from tinbergen.report.blocks import Definitions
    from tinbergen.report.terminal import draw
    from tinbergen.report.views import budget
    from tinbergen.report.views.context import Context
    from tinbergen.report.views.responses import response_section

    written = Definitions([(_FILES[name], path) for name, path in given.files.items()])

    def show(screen: Console, lang: Language) -> None:
        draw(screen, budget.view(found, Context(brief=True)), lang)
        if found.responses:
            draw(screen, response_section(found), lang)
        draw(screen, written, lang)

    out.give(given, show, advice)


_FILES = {
    "report": Text("Report", "报告"),
    "crossing": Text("All as JSON", "全部（JSON）"),
    "shares": Text("Shares", "份额"),
    "frontier": Text("Frontier", "前沿"),
    "scenarios": Text("Scenarios", "情景"),
}


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "packs": (packs, "Packs of domains: indicators, questions, cases | 领域包：指标、问题、案例"),
    "scenarios": (
        scenarios,
        "Scenarios: what else may happen, and what it reaches | 情景：可能发生什么、波及哪些指标",
    ),
    "concepts": (concepts, "What drives what, across packs | 概念图：指标之间、各领域之间的联系"),
    "cross": (
        cross,
        "Several cases on one budget: who gets what, and why | "
        "多个案例共用一个预算：如何分配、为何如此",
    ),
}
