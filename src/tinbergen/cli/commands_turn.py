"""The whole turn of the policy cycle: a worked case, a case, or a file of data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinbergen.cli.arguments import (
    CASE,
    AsOf,
    Folder,
    ScenarioName,
    argument,
    choice,
    option,
    period,
)
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    from tinbergen.app.case import CaseInputs, DataInputs
    from tinbergen.data.eightcolumn import Price


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
    show_case: Annotated[
        bool, option("--show-case", "Print the case file and stop | 输出案例文件并结束")
    ] = False,
) -> None:
    out: Output = ctx.obj
    if show_case:
        from tinbergen.app.case import case_text, demo_of
        from tinbergen.cli.show_self import show_text

        shown = case_text(None if domain == _ALL else demo_of(domain))
        out.give(shown, lambda screen, lang: show_text(screen, shown.result.text))
    elif domain == _ALL:
        from tinbergen.cli.commands_packs import split

        if scenario is not None:
            raise TinbergenError("U023")
        split(out, None, folder)
    else:
        from tinbergen.app.case import CaseInputs, demo_of

        _run(out, lambda: CaseInputs(demo_of(domain), scenario=scenario), folder)


def run(
    ctx: typer.Context,
    case: Annotated[str | None, argument("CASE", CASE)] = None,
    data: Annotated[
        Path | None,
        option(
            "--data",
            "In place of a case: a CSV file with GDP, C, I, G_gov, T, r, P, U | "
            "代替案例：含 GDP、C、I、G_gov、T、r、P、U 的 CSV 文件",
            "FILE",
        ),
    ] = None,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    price: Annotated[
        str,
        option(
            "--price",
            "What P in --data is | --data 中 P 的含义",
            "auto|level|inflation",
        ),
    ] = "auto",
    folder: Folder = None,
) -> None:
    if (case is None) == (data is None):
        raise TinbergenError("U020")
    if data is None and price != "auto":
        raise TinbergenError("U021", option="--price")
    readings: tuple[Price, ...] = ("auto", "level", "inflation")
    reading, seen = choice("--price", price, readings), period(as_of)

    def asked() -> CaseInputs | DataInputs:
        from tinbergen.app.case import CaseInputs, DataInputs

        if data is not None:
            return DataInputs(data, seen, reading, scenario)
        return CaseInputs(str(case), seen, scenario)

    _run(ctx.obj, asked, folder)


def _run(
    out: Output,
    asked: Callable[[], CaseInputs | DataInputs],
    folder: Path | None,
) -> None:
    with working(out, keep=True) as progress:
        from tinbergen.app.case import TurnInputs, run_case

        answer = run_case(TurnInputs(asked(), folder, out.lang), progress)
    from tinbergen.cli.show_case import show_run

    out.give(answer, lambda screen, lang: show_run(screen, lang, answer.basis, answer.result))


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
