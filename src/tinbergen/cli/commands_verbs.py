"""The verbs one by one, and the decision between them; evaluation stands by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tinbergen.cli.arguments import CASE, AsOf, ScenarioName, argument, option, period
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working

if TYPE_CHECKING:
    from tinbergen.app.answer import Answer

_DOCUMENT = "File to write the document to, as JSON | 将文档以 JSON 写入该文件"
PLAN = (
    "The plan as 'design --out' wrote it, or its adoption as 'adopt --out' did | "
    "'design --out' 写出的计划，或 'adopt --out' 写出的采纳记录"
)

CaseName = Annotated[str, argument("CASE", CASE)]
DocumentFile = Annotated[Path | None, option("--out", _DOCUMENT, "FILE")]
PlanFile = Annotated[Path, option("--plan", PLAN, "plan.json")]


def diagnose(
    ctx: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
) -> None:
    _of_case(ctx.obj, "diagnose", case, as_of, scenario, document)


def design(
    ctx: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    scenario: ScenarioName = None,
    document: DocumentFile = None,
) -> None:
    _of_case(ctx.obj, "design", case, as_of, scenario, document)


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
) -> None:  # fmt: skip
    when = period(on)
    with working(ctx.obj) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        asked = verbs.AdoptInputs(known, plan, by, when, settings, document)
        answer = verbs.adopt(asked, progress)
    from tinbergen.cli.show_case import show_adoption

    out: Output = ctx.obj
    kept = document is not None
    out.give(answer, lambda screen, lang: show_adoption(screen, lang, answer, kept=kept))


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
) -> None:
    with working(ctx.obj) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        asked = verbs.ReviewInputs(known, plan, document, not no_revise, alternatives)
        answer = verbs.monitor(asked, progress)
    give(ctx.obj, answer)


def _of_case(
    out: Output,
    verb: Literal["diagnose", "design"],
    case: str,
    as_of: str | None,
    scenario: str | None,
    document: Path | None,
) -> None:
    """A verb that asks for nothing but a case."""
    seen = period(as_of)
    with working(out) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        asked = verbs.VerbInputs(cases.CaseInputs(case, seen, scenario), document)
        run = verbs.diagnose if verb == "diagnose" else verbs.design
        answer: Answer[Any, Any] = run(asked, progress)
    give(out, answer)


def give(out: Output, answer: Answer[Any, Any]) -> None:
    """A document, as the terminal shows it."""
    from tinbergen.cli.show_case import show_document

    out.give(answer, lambda screen, lang: show_document(screen, lang, answer))


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "diagnose": (diagnose, "What is wrong, and why | 问题何在、因何而起"),
    "design": (design, "Which instruments, set how | 用哪些工具、如何设定"),
    "adopt": (
        adopt,
        "Record who adopted a plan, and what was set | 记录何人采纳了计划、实际如何设定",
    ),
    "monitor": (monitor, "Outturns against the plan; revise it | 实际与计划对照；必要时修订"),
}
