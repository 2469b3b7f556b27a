"""The whole turn of the policy cycle: a worked case, a case, or a file of data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinbergen.cli.arguments import (
    CASE,
    AsOf,
    Folder,
    Force,
    ScenarioName,
    argument,
    option,
)
from tinbergen.cli.case_options import (
    Bounds,
    DataFile,
    Entity,
    Given,
    PriceKind,
    Targets,
    Weights,
)
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

if TYPE_CHECKING:
    from tinbergen.app.case import CaseInputs, DataInputs


#: The pack whose worked case ``demo`` runs by default.
_FIRST = "macro"

#: What ``demo`` takes for all packs together.
_ALL = "all"


def demo(
    ctx: typer.Context,
    domain: Annotated[
        str,
        argument(
            "DOMAIN",
            "A pack, whose worked case is run ('tinbergen packs' lists them), or all on one "
            "budget; of the United States now, the latest data, crisis, 2008, or stagflation, 1974 "
            "| 领域包，运行其示例（用 'tinbergen packs' 查看）；all 为全部领域包共用一个预算；"
            "美国：now 为最新数据，crisis 为2008年，stagflation 为1974年",
        ),
    ] = _FIRST,
    scenario: ScenarioName = None,
    folder: Folder = None,
    force: Force = False,
    show_case: Annotated[
        bool,
        option(
            "--show-case",
            "Print the case file and stop; DOMAIN may be the name of any case, or a file | "
            "输出案例文件并结束；DOMAIN 可为任一案例的名称或文件",
        ),
    ] = False,
) -> None:
    out: Output = ctx.obj
    if show_case:
        from tinbergen.app.case import case_text
        from tinbergen.cli.show_self import show_text

        shown = case_text(None if domain == _ALL else domain)
        out.give(shown, lambda screen, lang: show_text(screen, shown.result.text))
    elif domain == _ALL:
        from tinbergen.cli.commands_packs import split

        split(out, None, scenario, folder, force=force)
    else:
        from tinbergen.app.case import CaseInputs, demo_of

        asked = partial(CaseInputs, demo_of(domain), scenario=scenario)
        _run(out, asked, folder, force=force)


def run(
    ctx: typer.Context,
    case: Annotated[str | None, argument("CASE", CASE)] = None,
    data: DataFile = None,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    price: PriceKind = "auto",
    entity: Entity = None,
    targets: Targets = None,
    bounds: Bounds = None,
    weights: Weights = None,
    folder: Folder = None,
    force: Force = False,
) -> None:
    given = Given(
        case, data, as_of, price, scenario, entity, targets or (), bounds or (), weights or ()
    )
    inputs = given.checked()
    each = _run_all if entity == "all" else _run
    each(ctx.obj, inputs, folder, force=force)


def _run(
    out: Output,
    asked: Callable[[], CaseInputs | DataInputs],
    folder: Path | None,
    *,
    force: bool,
) -> None:
    with working(out, keep=True) as progress:
        from tinbergen.app.case import TurnInputs, run_case

        answer = run_case(TurnInputs(asked(), folder, out.lang, force), progress)
    from tinbergen.cli.show_case import show_run

    out.give(answer, lambda screen, lang: show_run(screen, lang, answer.basis, answer.result))


def _run_all(
    out: Output,
    asked: Callable[[], CaseInputs | DataInputs],
    folder: Path | None,
    *,
    force: bool,
) -> None:
    """A turn for each economy of a table."""
    with working(out, keep=True) as progress:
        from tinbergen.app.case import TurnInputs
        from tinbergen.app.panel import run_panel

        answer = run_panel(TurnInputs(asked(), folder, out.lang, force), progress)
    from tinbergen.cli.show_case import show_panel

    out.give(answer, lambda screen, lang: show_panel(screen, lang, answer.result))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "demo": (
        demo,
        "A whole turn on the worked case of a pack, with a report; the United States in 2008 "
        "without one | 以领域包的示例走完整个循环并生成报告；默认为2008年的美国",
    ),
    "run": (
        run,
        "A whole turn on a case, or on your own data | 对某个案例或自己的数据走完整个循环",
    ),
}
