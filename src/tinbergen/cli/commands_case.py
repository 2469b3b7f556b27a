"""The policy cycle: demo, run, and the four verbs one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.app import results
from tinbergen.cli.arguments import argument, choice, option
from tinbergen.cli.folder import Folder, check_place
from tinbergen.cli.output import Output, to_json
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.core.documents import Plan
    from tinbergen.data.eightcolumn import Price
    from tinbergen.loop.case.case import Case
    from tinbergen.loop.situation import Situation
    from tinbergen.report.views.context import Context

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
_PLAN = "The plan, as 'design --out' wrote it | 'design --out' 写出的计划"

CaseName = Annotated[str, argument("CASE", _CASE)]
AsOf = Annotated[str | None, option("--as-of", _AS_OF, "2008Q3")]
ScenarioName = Annotated[str | None, option("--scenario", _SCENARIO, "NAME")]
DocumentFile = Annotated[Path | None, option("--out", _DOCUMENT, "FILE")]
PlanFile = Annotated[Path, option("--plan", _PLAN, "plan.json")]

_READ = Text("Read: the case and its data", "读取：案例与数据")
_REPORT = Text("Report: pages and tables", "报告：网页与表格")


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
) -> None:
    out: Output = ctx.obj
    if domain == _ALL:
        _demo_of_all(out, folder, show_case)
        return
    name = _demo_of(domain)
    if show_case:
        from tinbergen.loop.case.case import text_of

        _show_case(out, name, text_of(name))
        return
    _turn(out, lambda: _load(name, None), folder)


def _demo_of_all(out: Output, folder: Path | None, show_case: bool) -> None:
    """All packs on one budget."""
    from tinbergen.cli.commands_packs import cross_all

    if show_case:
        from tinbergen.core.files import read_text
        from tinbergen.loop.budget.file import worked

        _show_case(out, worked().stem, read_text(worked()))
        return
    cross_all(out, None, folder)


def _show_case(out: Output, name: str, text: str) -> None:
    from tinbergen.cli.show_self import show_text

    out.give(results.CaseText(name, text), lambda screen, lang: show_text(screen, text))


def _demo_of(domain: str) -> str:
    """The worked case that shows a pack, or has that short name; U022 when the pack has none."""
    from tinbergen.loop.case.packs import pack, worked

    if named := worked(domain):
        return named
    found = pack(domain)
    if found.demo is None:
        raise TinbergenError("U022", pack=domain)
    return found.demo


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
) -> None:
    out: Output = ctx.obj
    if (case is None) == (data is None):
        raise TinbergenError("U020")
    if data is None and price != "auto":
        raise TinbergenError("U021", option="--price")
    readings: tuple[Price, ...] = ("auto", "level", "inflation")
    reading = choice("--price", price, readings)
    seen = Period.parse(as_of) if as_of else None

    def make() -> Case:
        if data is None:
            return _load(str(case), seen, scenario)
        from tinbergen.loop.case.start import start

        return _under(start(data, seen, reading), scenario)

    _turn(out, make, folder)


def _load(name: str, as_of: Period | None, scenario: str | None = None) -> Case:
    from tinbergen.loop.case.case import load

    case = load(name)
    return _under(case.at(as_of) if as_of else case, scenario)


def _under(case: Case, scenario: str | None) -> Case:
    """The case in which a scenario of the library or of a file happens."""
    if scenario is None:
        return case
    import dataclasses

    from tinbergen.loop.scenarios.library import story, to_case

    return dataclasses.replace(case, scenario=to_case(story(scenario), case))


def _turn(out: Output, make: Callable[[], Case], folder: Path | None) -> None:
    """One turn of the circle, its report and its summary."""
    with Progress(out, keep=True) as progress:
        progress(_READ)
        case = make()
        place = folder or Path("out") / case.name
        check_place(place)
        from tinbergen.loop.cycle import turn

        done = turn(case, progress)
        progress(_REPORT)
        from tinbergen.report.case.report import write

        files = write(done, place, out.lang)
    given = results.CaseRun(
        case=case.name,
        folder=str(place),
        files={name: str(path) for name, path in files.items()},
        diagnosis=done.cycle.diagnosis,
        plan=done.cycle.plan,
        monitoring=done.cycle.monitoring,
        evaluation=done.cycle.evaluation,
        next=done.cycle.advice,
        stages=tuple(progress.stages),
        advice=out.notes(case.advice),
    )
    from tinbergen.cli.show_case import show_run

    out.give(given, lambda screen, lang: show_run(screen, lang, done, given), case.advice)


def diagnose(
    ctx: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
) -> None:
    from tinbergen.cli.show_case import context_of

    out: Output = ctx.obj
    _check_document(document)
    with Progress(out) as progress:
        situation = _assess(progress, case, as_of, scenario)
        found = _diagnose(progress, situation)
    _give(
        out,
        found,
        document,
        context_of(situation.case),
        situation.case.advice,
    )


def design(
    ctx: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
) -> None:
    from tinbergen.cli.show_case import context_of

    out: Output = ctx.obj
    _check_document(document)
    with Progress(out) as progress:
        situation = _assess(progress, case, as_of, scenario)
        diagnosis = _diagnose(progress, situation)
        from tinbergen.loop.cycle import STAGES
        from tinbergen.loop.design import design as make_plan

        progress(STAGES["design"])
        plan = make_plan(situation, diagnosis=diagnosis)
    _give(
        out,
        plan,
        document,
        context_of(situation.case, plan),
        situation.case.advice,
    )


def monitor(
    ctx: typer.Context,
    case: CaseName,
    plan: PlanFile,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
) -> None:
    from tinbergen.cli.show_case import context_of

    out: Output = ctx.obj
    _check_document(document)
    with Progress(out) as progress:
        progress(_READ)
        adopted = _read_plan(plan)
        known = _load(case, None, scenario)
        from tinbergen.loop.cycle import STAGES
        from tinbergen.loop.monitor import monitor as review

        found = review(
            known, adopted,
            progress=lambda period: progress(STAGES["monitor"].fill(period=period)),
        )  # fmt: skip
    _give(
        out,
        found,
        document,
        context_of(known, adopted),
        known.advice,
    )


def evaluate(
    ctx: typer.Context,
    case: CaseName,
    plan: PlanFile,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
) -> None:
    from tinbergen.cli.show_case import context_of

    out: Output = ctx.obj
    _check_document(document)
    with Progress(out) as progress:
        progress(_READ)
        adopted = _read_plan(plan)
        known = _load(case, None, scenario)
        from tinbergen.loop.cycle import STAGES
        from tinbergen.loop.evaluate import evaluate as judge

        progress(STAGES["evaluate"])
        found = judge(known, adopted)
    _give(
        out,
        found,
        document,
        context_of(known, adopted),
        known.advice,
    )


def _check_document(path: Path | None) -> None:
    if path:
        check_place(path.absolute().parent)


def _assess(progress: Progress, name: str, as_of: str | None, scenario: str | None) -> Situation:
    seen = Period.parse(as_of) if as_of else None
    progress(_READ)
    case = _load(name, seen, scenario)
    progress(Text("Collect: estimate the model, project the baseline", "收集：估计模型、推算基线"))
    from tinbergen.loop.situation import assess

    return assess(case)


def _diagnose(progress: Progress, situation: Situation) -> Any:
    progress(Text("Diagnose: what is wrong, and why", "诊断：问题何在、因何而起"))
    from tinbergen.loop.diagnose import diagnose as examine

    return examine(situation)


def _read_plan(path: Path) -> Plan:
    from tinbergen.core.documents import Plan
    from tinbergen.core.files import read_text
    from tinbergen.core.serial import from_json

    return from_json(Plan, read_text(path))


def _give(
    out: Output,
    document: Any,
    path: Path | None,
    context: Context,
    advice: tuple[Advice, ...],
) -> None:
    """A document: shown or printed, and written where it was asked for."""
    from tinbergen.report.faces import view
    from tinbergen.report.terminal import draw

    if path:
        from tinbergen.core.files import write_atomic

        write_atomic(path, to_json(document) + "\n")
    out.give(document, lambda screen, lang: draw(screen, view(document, context), lang), advice)


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
    "monitor": (monitor, "Outturns against the plan; revise it | 实际与计划对照；必要时修订"),
    "evaluate": (evaluate, "What the policy did | 政策成效"),
}
