"""The verbs one by one, and the decision between them; evaluation stands by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tinbergen.cli.arguments import (
    CASE,
    AsOf,
    Force,
    ScenarioName,
    Unsealed,
    argument,
    option,
    period,
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
    from tinbergen.app.answer import Answer
    from tinbergen.app.case import CaseInputs, DataInputs

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
    force: Force = False,
) -> None:
    given = Given(case, None, as_of, "auto", scenario, None, (), (), ())
    _of_case(ctx.obj, "diagnose", given.checked(), document, force)


def design(
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
    document: DocumentFile = None,
    force: Force = False,
) -> None:
    given = Given(
        case, data, as_of, price, scenario, entity, targets or (), bounds or (), weights or ()
    )
    _of_case(ctx.obj, "design", given.checked(), document, force)


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
    edited: Annotated[
        bool,
        option("--edited", "The plan was changed by hand: adopt it as a new one, which says so | "
               "计划经人工修改：作为新计划采纳，并注明此事"),
    ] = False,
    scenario: ScenarioName = None,
    unsealed: Unsealed = False,
    document: DocumentFile = None,
    force: Force = False,
) -> None:  # fmt: skip
    when = period(on)
    with working(ctx.obj) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        asked = verbs.AdoptInputs(
            known, plan, by, when, settings, document, edited, unsealed, force
        )
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
    unsealed: Unsealed = False,
    document: DocumentFile = None,
    force: Force = False,
) -> None:
    with working(ctx.obj) as progress:
        from tinbergen.app import case as cases
        from tinbergen.app import verbs

        known = cases.CaseInputs(case, scenario=scenario)
        asked = verbs.ReviewInputs(
            known, plan, document, not no_revise, alternatives, unsealed, force
        )
        answer = verbs.monitor(asked, progress)
    give(ctx.obj, answer)


def _of_case(
    out: Output,
    verb: Literal["diagnose", "design"],
    asked: Callable[[], CaseInputs | DataInputs],
    document: Path | None,
    force: bool,
) -> None:
    """A verb that asks for nothing but a case."""
    with working(out) as progress:
        from tinbergen.app import verbs

        run = verbs.diagnose if verb == "diagnose" else verbs.design
        answer: Answer[Any, Any] = run(verbs.VerbInputs(asked(), document, force), progress)
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
