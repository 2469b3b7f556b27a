"""The policy cycle: demo, run, the four verbs one by one, and the decision between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.cli.arguments import Folder, argument, choice, option, period
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Timeout, working
from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    from tinbergen.app.answer import Answer
    from tinbergen.app.case import CaseInputs, DataInputs
    from tinbergen.data.eightcolumn import Price

#: The pack whose worked case ``demo`` runs by default.
_FIRST = "macro"
#: What ``demo`` takes for all packs together.
_ALL = "all"

_CASE = "A case file, or the name of a worked case (us-2008) | 案例文件，或内置案例名（us-2008）"
_AS_OF = "Last period that may be seen | 可见数据的最后时期"
_SCENARIO = (
    "What is assumed to happen besides: one that 'tinbergen scenarios' lists, or of a file, "
    "FILE.yaml:NAME | 假定另外发生的情景：'tinbergen scenarios' 所列，或文件中的 文件.yaml:名称"
)
_DOCUMENT = "File to write the document to, as JSON | 将文档以 JSON 写入该文件"
_PLAN = (
    "The plan as 'design --out' wrote it, or its adoption as 'adopt --out' did | "
    "'design --out' 写出的计划，或 'adopt --out' 写出的采纳记录"
)

CaseName = Annotated[str, argument("CASE", _CASE)]
AsOf = Annotated[str | None, option("--as-of", _AS_OF, "2008Q3")]
ScenarioName = Annotated[str | None, option("--scenario", _SCENARIO, "NAME")]
DocumentFile = Annotated[Path | None, option("--out", _DOCUMENT, "FILE")]
PlanFile = Annotated[Path, option("--plan", _PLAN, "plan.json")]


def demo(
    ctx: typer.Context,
    domain: Annotated[
        str,
        argument(
            "DOMAIN",
            "A pack, whose worked case is run ('tinbergen packs' lists them), now for the latest "
            "data of the United States, or all on one budget | 领域包，运行其示例"
            "（用 'tinbergen packs' 查看）；now 为美国最新数据；all 为全部领域包共用一个预算",
        ),
    ] = _FIRST,
    folder: Folder = None,
    show_case: Annotated[
        bool, option("--show-case", "Print the case file and stop | 输出案例文件并结束")
    ] = False,
    timeout: Timeout = None,
) -> None:
    out: Output = ctx.obj
    if show_case:
        from tinbergen.app.case import case_text, demo_of
        from tinbergen.cli.show_self import show_text

        shown = case_text(None if domain == _ALL else demo_of(domain))
        out.give(shown, lambda screen, lang: show_text(screen, shown.result.text))
    elif domain == _ALL:
        from tinbergen.cli.commands_packs import split

        split(out, None, folder, timeout)
    else:
        from tinbergen.app.case import CaseInputs, demo_of

        _run(out, lambda: CaseInputs(demo_of(domain)), folder, timeout)


def run(
    ctx: typer.Context,
    case: Annotated[str | None, argument("CASE", _CASE)] = None,
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
    timeout: Timeout = None,
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

    _run(ctx.obj, asked, folder, timeout)


def _run(
    out: Output,
    asked: Callable[[], CaseInputs | DataInputs],
    folder: Path | None,
    timeout: str | None,
) -> None:
    with working(out, timeout, keep=True) as progress:
        from tinbergen.app.case import TurnInputs, run_case

        answer = run_case(TurnInputs(asked(), folder, out.lang), progress)
    from tinbergen.cli.show_case import show_run

    out.give(answer, lambda screen, lang: show_run(screen, lang, answer.basis, answer.result))


def diagnose(
    ctx: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
    timeout: Timeout = None,
) -> None:
    seen = period(as_of)
    with working(ctx.obj, timeout) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        asked = verbs.VerbInputs(cases.CaseInputs(case, seen, scenario), document)
        answer = verbs.diagnose(asked, progress)
    _give(ctx.obj, answer)


def design(
    ctx: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
    timeout: Timeout = None,
) -> None:
    seen = period(as_of)
    with working(ctx.obj, timeout) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        asked = verbs.VerbInputs(cases.CaseInputs(case, seen, scenario), document)
        answer = verbs.design(asked, progress)
    _give(ctx.obj, answer)


def adopt(
    ctx: typer.Context,
    case: CaseName,
    plan: Annotated[
        Path, option("--plan", "The plan, as 'design --out' wrote it | 'design --out' 写出的计划",
                     "plan.json")
    ],
    by: Annotated[str, option("--by", "Who adopted it | 采纳者", "NAME")],
    on: Annotated[
        str | None,
        option("--on", "When; the period before the plan's first by default | "
               "采纳时期；默认为计划首期的前一期", "PERIOD"),
    ] = None,
    settings: Annotated[
        Path | None,
        option("--set", "CSV file of what was set: periods, and a column an instrument | "
               "实际设定的 CSV 文件：时期，每个工具一列", "settings.csv"),
    ] = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
    timeout: Timeout = None,
) -> None:  # fmt: skip
    when = period(on)
    with working(ctx.obj, timeout) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        asked = verbs.AdoptInputs(known, plan, by, when, settings, document)
        answer = verbs.adopt(asked, progress)
    _give(ctx.obj, answer)


def monitor(
    ctx: typer.Context,
    case: CaseName,
    plan: PlanFile,
    scenario: ScenarioName = None,
    alternatives: Annotated[
        bool,
        option("--alternatives", "Alternatives to revised plans too | 同时给出修订计划的备选方案"),
    ] = False,
    no_revise: Annotated[
        bool, option("--no-revise", "Review only, revise nothing | 只作检视，不修订计划")
    ] = False,
    document: DocumentFile = None,
    timeout: Timeout = None,
) -> None:
    with working(ctx.obj, timeout) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        asked = verbs.ReviewInputs(known, plan, document, not no_revise, alternatives)
        answer = verbs.monitor(asked, progress)
    _give(ctx.obj, answer)


def evaluate(
    ctx: typer.Context,
    case: CaseName,
    plan: PlanFile,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
    timeout: Timeout = None,
) -> None:
    with working(ctx.obj, timeout) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        answer = verbs.evaluate(verbs.ReviewInputs(known, plan, document), progress)
    _give(ctx.obj, answer)


def _give(out: Output, answer: Answer[Any, Any]) -> None:
    from tinbergen.cli.show_case import show_document

    out.give(answer, lambda screen, lang: show_document(screen, lang, answer))


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
    "diagnose": (diagnose, "What is wrong, and why | 问题何在、因何而起"),
    "design": (design, "Which instruments, set how | 用哪些工具、如何设定"),
    "adopt": (
        adopt,
        "Record who adopted a plan, and what was set | 记录何人采纳了计划、实际如何设定",
    ),
    "monitor": (monitor, "Outturns against the plan; revise it | 实际与计划对照；必要时修订"),
    "evaluate": (evaluate, "What the policy did | 政策成效"),
}
