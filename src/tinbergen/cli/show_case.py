"""A turn of the circle in the terminal: findings, plan, reviews and effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tinbergen.app.results import CaseRun
from tinbergen.cli.show import BAD, QUIET, by_period, decimals, facts, number, panel, table
from tinbergen.cli.show_plan import FRAME, show_plan
from tinbergen.core.documents import Diagnosis, Evaluation, Finding, Monitoring, Plan, Review
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text as Styled

    from tinbergen.loop.cycle import Run
    from tinbergen.model.model import Model

#: Severity from which a finding is worth a sentence in a summary.
_WORTH = 0.5

_WORDS = {
    "diagnosis": Text("Diagnosis", "诊断"),
    "as_of": Text("as of {period}", "截至 {period}"),
    "also": Text("Unremarkable: {names}.", "未见异常：{names}。"),
    "unanswered": Text(
        "Not answered, for want of data: {reasons}.", "数据不足，未作回答：{reasons}。"
    ),
    "monitoring": Text("Monitoring", "监测"),
    "outturn": Text("Outturn, in brackets the plan; ✗ a trip-wire fired.",
                    "实际值，括号内为计划；✗ 表示触发线被触发。"),
    "period": Text("period", "时期"),
    "revised": Text("new plan", "新计划"),
    "evaluation": Text("Evaluation", "评估"),
    "effect": Text(
        "Mean effect over the periods reviewed, against no policy; {level:.0%} intervals.",
        "已监测各期的平均影响，相对于无政策；括号内为 {level:.0%} 区间。",
    ),
    "folder": Text("Folder", "文件夹"),
    "next": Text("Next", "下一步"),
    "files": Text("Report", "报告"),
    "model": Text("Model", "模型"),
    "data": Text("Data", "数据"),
    "horizon": Text("Horizon", "期间"),
    "sample": Text(
        "{model}, estimated on {start}–{end}", "{model}，估计样本 {start}–{end}"
    ),
}  # fmt: skip

_POLICIES = {
    "plan": Text("the plan", "计划"),
    "outturn": Text("policy followed", "实际政策"),
}


def show_run(screen: Console, lang: Language, done: Run, given: CaseRun) -> None:
    """The whole turn, the report's files last."""
    case, cycle, span = done.case, done.cycle, done.situation.span
    fit = done.situation.model_world.fit
    estimated = Text(case.model.name, case.model.name)
    if fit is not None:
        estimated = _WORDS["sample"].fill(
            model=case.model.name, start=fit.sample.start, end=fit.sample.end
        )
    screen.print()
    screen.print(case.title(lang), style="bold")
    facts(
        screen,
        [
            (_WORDS["model"](lang), estimated(lang)),
            (_WORDS["data"](lang), done.situation.data.source(lang)),
            (_WORDS["horizon"](lang), f"{span.start}–{span.end}"),
        ],
    )
    show_diagnosis(screen, lang, cycle.diagnosis, brief=True)
    show_plan(screen, lang, cycle.plan, {i.name: i.title for i in case.instruments})
    if cycle.monitoring:
        show_monitoring(screen, lang, cycle.monitoring, brief=True)
    if cycle.evaluation:
        show_evaluation(screen, lang, cycle.evaluation, titles_of(case.model, cycle.plan))
    rows = [(_WORDS["next"](lang), advice(lang)) for advice in cycle.advice]
    pages = [path for path in given.files.values() if path.endswith(".html")]
    rows += [(_WORDS["files"](lang), path) for path in pages]
    facts(screen, [*rows, (_WORDS["folder"](lang), given.folder)])


def titles_of(model: Model, plan: Plan) -> Mapping[str, Text]:
    """What variables are called: by the plan's targets, else by the model."""
    return {**model.titles, **{a.variable: a.title for a in plan.attainment}}


def show_diagnosis(
    screen: Console, lang: Language, found: Diagnosis, *, brief: bool = False
) -> None:
    """Findings, the most serious first; ``brief`` names those of no concern only."""
    from rich.table import Table
    from rich.text import Text as Styled

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    worth = [f for f in found.findings if f.severity >= _WORTH or not brief]
    rest = [f for f in found.findings if f not in worth]
    for finding in worth:
        statement = Styled.assemble(
            (finding.title(lang), "bold"), (f"  {_measure(finding, lang)}\n", QUIET),
            finding.statement(lang),
        )  # fmt: skip
        grid.add_row(_severity(finding.severity), statement)
    parts: list[RenderableType] = [grid]
    if rest:
        joint = "、" if lang == "zh" else ", "
        names = joint.join(f.title(lang) for f in rest)
        parts += ["", Styled(_WORDS["also"].fill(names=names)(lang), style=QUIET)]
    if found.unanswered:
        apart = "；" if lang == "zh" else "; "
        reasons = apart.join(f"{u.question} ({u.reason(lang)})" for u in found.unanswered)
        parts += ["", Styled(_WORDS["unanswered"].fill(reasons=reasons)(lang), style=QUIET)]
    note = _WORDS["as_of"].fill(period=found.period)(lang)
    screen.print(panel(_WORDS["diagnosis"](lang), *parts, note=f"{note} · {found.id}"))


def _severity(value: float) -> RenderableType:
    """Three dots, filled by severity."""
    from rich.text import Text as Styled

    full = max(0, min(3, round(value)))
    style = (QUIET, "yellow", BAD, f"bold {BAD}")[full]
    return Styled("●" * full + "○" * (3 - full), style=style)


def _measure(finding: Finding, lang: Language) -> str:
    """Estimate, interval and unit."""
    if finding.estimate is None:
        return ""
    bounds = finding.interval
    ends = [bounds.lower, bounds.upper] if bounds and bounds.lower < bounds.upper else []
    decimals = 1 if max(map(abs, [finding.estimate, *ends])) >= 1 else 2
    shown = number(finding.estimate, decimals)
    if ends:
        shown += f" [{', '.join(number(end, decimals) for end in ends)}]"
    return f"{shown} {finding.unit(lang)}"


def show_monitoring(
    screen: Console, lang: Language, found: Monitoring, *, brief: bool = False
) -> None:
    """The timeline of reviews; with what explains each unless ``brief``."""
    from rich.text import Text as Styled

    news = [f for review in found.reviews for f in review.findings if f.kind == "news"]
    titles = {f.name: f.title(lang) for f in news}
    columns = [
        (title, [_against_plan(review, name) for review in found.reviews])
        for name, title in titles.items()
    ]
    columns.append((_WORDS["revised"](lang), [_revised(review) for review in found.reviews]))
    labels = [str(review.period) for review in found.reviews]
    parts: list[RenderableType] = [
        *by_period(screen.width - FRAME, _WORDS["period"](lang), labels, columns),
        Styled(_WORDS["outturn"](lang), style=QUIET),
    ]
    if not brief:
        for review in found.reviews:
            parts += ["", Styled(str(review.period), style="bold"), _explained(review, lang)]
    screen.print(panel(_WORDS["monitoring"](lang), *parts, note=found.id))


def _fired(review: Review, name: str) -> bool:
    return any(wire.variable == name for wire in review.fired)


def _revised(review: Review) -> Styled:
    from rich.text import Text as Styled

    return Styled("✓" if review.revised else "·")


def _explained(review: Review, lang: Language) -> RenderableType:
    """What came in, and why; an alarm shows in the severity."""
    from rich.table import Table
    from rich.text import Text as Styled

    grid = Table.grid(padding=(0, 2, 0, 0))
    for finding in review.findings:
        if finding.kind == "news":
            severity = 3.0 if _fired(review, finding.name) else finding.severity
            grid.add_row(_severity(severity), Styled(finding.statement(lang)))
    return grid


def _against_plan(review: Review, name: str) -> Styled:
    from rich.text import Text as Styled

    finding = next((f for f in review.findings if f.kind == "news" and f.name == name), None)
    if finding is None:
        return Styled("·")
    values = dict(finding.diagnostics)
    places = min(1, decimals([values["outturn"], values["plan"]]))
    fired = _fired(review, name)
    return Styled.assemble(
        (number(values["outturn"], places), f"bold {BAD}" if fired else ""),
        (f" ({number(values['plan'], places)})", QUIET),
        (" ✗" if fired else "  ", BAD),
    )


def show_evaluation(
    screen: Console, lang: Language, found: Evaluation, titles: Mapping[str, Text]
) -> None:
    """Effects by variable, one column for the plan and one for the policy actually followed."""
    from rich.text import Text as Styled

    # An effect's name is who has it, and on what: "plan on U".
    named = {tuple(f.name.split(" on ", 1)): f for f in found.findings}
    policies = list(dict.fromkeys(who for who, _ in named))
    level = next((f.interval.level for f in found.findings if f.interval), 0.9)
    shown = table(("", "wrap"), *(_POLICIES.get(who, Text(who, who))(lang) for who in policies))
    for variable in dict.fromkeys(on for _, on in named):
        own = [named[who, variable] for who in policies if (who, variable) in named]
        title = titles.get(variable, Text(variable, variable))
        label = Styled.assemble(title(lang), (f"  {own[0].unit(lang)}", QUIET))
        shown.add_row(label, *(_effect(finding) for finding in own))
    note = _WORDS["effect"].fill(level=level)
    parts: list[RenderableType] = [shown, Styled(note(lang), style=QUIET)]
    screen.print(panel(_WORDS["evaluation"](lang), *parts, note=found.id))


def _effect(finding: Finding) -> Styled:
    """Estimate and interval; in bold where the interval leaves zero out."""
    from rich.text import Text as Styled

    bounds = finding.interval
    ends = (bounds.lower, bounds.upper) if bounds else ()
    places = min(2, decimals((finding.estimate, *ends)))
    clear = bounds is not None and not bounds.lower <= 0 <= bounds.upper
    inside = ", ".join(number(end, places, sign=True) for end in ends)
    return Styled.assemble(
        (number(finding.estimate, places, sign=True), "bold" if clear else ""),
        (f" [{inside}]" if inside else "", QUIET),
    )
