"""Packs, scenarios, how they hang together, and several cases on one budget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tinbergen.app.answer import Answer
from tinbergen.cli.arguments import Folder, Force, ScenarioName, argument, option
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working


def packs(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        argument("PACK", "A pack; all are listed without it | 领域包；省略则列出全部"),
    ] = None,
) -> None:
    from tinbergen.app.packs import list_packs
    from tinbergen.cli.show_packs import show_pack, show_packs

    out: Output = ctx.obj
    found = list_packs(name)
    if name is None:
        out.give(Answer(found, None), lambda screen, lang: show_packs(screen, lang, found))
    else:
        out.give(Answer(found, None), lambda screen, lang: show_pack(screen, lang, found.packs[0]))


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
    from tinbergen.app.packs import list_scenarios
    from tinbergen.cli.show_packs import show_scenario, show_scenarios

    out: Output = ctx.obj
    found = list_scenarios(name)
    if name is None:
        out.give(Answer(found, None), lambda screen, lang: show_scenarios(screen, lang, found))
    else:
        only = found.scenarios[0]
        out.give(Answer(found, None), lambda screen, lang: show_scenario(screen, lang, only))


def concepts(
    ctx: typer.Context,
    picture: Annotated[
        Path | None,
        option("--out", "Draw the map to this file, .svg or .html | "
               "将概念图画到该文件（.svg 或 .html）", "FILE"),
    ] = None,
    force: Force = False,
) -> None:  # fmt: skip
    from tinbergen.app.packs import map_concepts
    from tinbergen.cli.show_packs import show_concepts

    out: Output = ctx.obj
    found = map_concepts(picture, out.lang, force=force)
    out.give(Answer(found, None), lambda screen, lang: show_concepts(screen, lang, found))


def cross(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        argument("FILE", "A crossing file (YAML); the worked cases of all packs without it | "
                 "交叉文件（YAML）；省略则为各领域包的示例"),
    ] = None,
    scenario: ScenarioName = None,
    folder: Folder = None,
    force: Force = False,
) -> None:  # fmt: skip
    split(ctx.obj, file, scenario, folder, force=force)


def split(
    out: Output,
    file: Path | None,
    scenario: str | None,
    folder: Path | None,
    *,
    force: bool,
) -> None:
    """Several cases on one budget: ``cross``, and ``demo all``."""
    with working(out, keep=True) as progress:
        from tinbergen.app.budget import BudgetInputs, split_budget

        asked = BudgetInputs(file, folder, out.lang, scenario, force)
        answer = split_budget(asked, progress)
    from tinbergen.cli.show_case import show_split

    out.give(answer, lambda screen, lang: show_split(screen, lang, answer.result))


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
