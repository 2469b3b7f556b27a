"""A turn of the circle, or a budget split, in the terminal: documents, and the files written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinbergen.app.answer import Answer
from tinbergen.app.results import CaseRun, CompareRun, PanelRun
from tinbergen.app.results_packs import CrossRun
from tinbergen.cli.show import left, meaning, put
from tinbergen.core.documents.plan import Adoption
from tinbergen.core.errors import Language
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Definitions
from tinbergen.report.case.context import context_of
from tinbergen.report.document import Document
from tinbergen.report.faces import view
from tinbergen.report.terminal import draw
from tinbergen.report.views import budget, diagnosis, evaluation, monitoring, plan
from tinbergen.report.views.actors import actor_section
from tinbergen.report.views.concepts import concept_section
from tinbergen.report.views.context import Context
from tinbergen.report.views.first import first_section
from tinbergen.report.views.responses import response_section
from tinbergen.report.views.weights import weight_section
from tinbergen.report.wording import listed, readable, sentences, stretch

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.loop.cycle import Run

_WORDS = {
    "folder": Text("Folder", "文件夹"),
    "next": Text("Next", "下一步"),
    "files": Text("Report", "报告"),
    "model": Text("Model", "模型"),
    "worlds": Text("Worlds", "世界"),
    "data": Text("Data", "数据"),
    "horizon": Text("Horizon", "期间"),
    "entity": Text("Economy", "经济体"),
    "met": Text("Targets met", "达成目标"),
    "of": Text("{met} of {targets}", "{met}/{targets}"),
    "plan": Text("Plan", "计划"),
    "sample": Text("{model}, estimated on {sample}", "{model}，估计样本 {sample}"),
}


_NOT_KEPT = Text(
    "Nothing was written. To keep this decision, and to monitor and evaluate by it, adopt with "
    "--out adoption.json.",
    "未写入任何文件。如需保存此决定并据以监测与评估，请加 --out adoption.json。",
)

_FILES = {
    "report": Text("Report", "报告"),
    "crossing": Text("All as JSON", "全部（JSON）"),
    "shares": Text("Shares", "份额"),
    "frontier": Text("Frontier", "前沿"),
    "scenarios": Text("Scenarios", "情景"),
    "concepts": Text("Concepts", "概念"),
    "weights": Text("Weights", "权重"),
    "manifest": Text("Manifest", "清单"),
    "comparison": Text("All as JSON", "全部（JSON）"),
    "given": Text("Put in otherwise", "输入的不同"),
    "numbers": Text("Numbers", "数值"),
    "paths": Text("Paths", "路径"),
    "revisions": Text("Revised data", "修订的数据"),
    "actors": Text("Actors", "主体"),
}


def show_document(screen: Console, lang: Language, answer: Answer[Any, Context]) -> None:
    draw(screen, view(answer.result, answer.basis), lang)


def show_adoption(
    screen: Console, lang: Language, answer: Answer[Adoption, Context], *, kept: bool
) -> None:
    """The decision, and that it is lost where no file keeps it."""
    show_document(screen, lang, answer)
    if not kept:
        screen.print(_NOT_KEPT(lang), soft_wrap=True)


def show_run(screen: Console, lang: Language, done: Run, given: CaseRun) -> None:
    """The whole turn, the report's files last."""
    case, cycle, situation = done.case, done.cycle, done.situation
    fit = situation.fit
    own = bool(case.model.equations)
    named = listed([world.title for world in situation.worlds])
    estimated = Text(case.model.name, case.model.name) if own else named
    if fit is not None:
        sample = fit.sample
        estimated = _WORDS["sample"].fill(
            model=case.model.name, sample=stretch(sample.start, sample.end)
        )
    gist, whole = (context_of(case, cycle.plan, brief=brief) for brief in (True, False))
    sections = [plan.view(cycle.plan, whole, whole=False)]
    if cycle.diagnosis.findings or cycle.diagnosis.unanswered:
        sections.insert(0, diagnosis.view(cycle.diagnosis, gist))
    if cycle.monitoring:
        sections.append(monitoring.view(cycle.monitoring, gist))
    if cycle.evaluation:
        sections.append(evaluation.view(cycle.evaluation, whole))
    meta: list[tuple[Text, Cell]] = [
        (_WORDS["model" if own else "worlds"], estimated),
        (_WORDS["data"], situation.data.source),
        (_WORDS["horizon"], stretch(situation.span.start, situation.span.end)),
    ]
    sections.insert(0, first_section(cycle.plan, whole))
    screen.print()
    draw(screen, Document(readable(case.title), meta=meta, sections=sections), lang)
    pages = [path for path in given.files.values() if path.endswith(".html")]
    last: list[tuple[Text, Cell]] = [
        *((_WORDS["next"], sentences(advice)) for advice in cycle.advice),
        *((_WORDS["files"], path) for path in pages),
        (_WORDS["folder"], given.folder),
    ]
    draw(screen, Definitions(last), lang)


def show_panel(screen: Console, lang: Language, given: PanelRun) -> None:
    """A line an economy: how many targets its plan meets, and what it comes to."""
    rows: list[list[Cell]] = []
    for each in given.entities:
        if each.fault is not None:
            rows.append([each.entity, "–", f"{each.fault.code}: {each.fault.message}"])
        else:
            met = _WORDS["of"].fill(met=each.met, targets=each.targets)
            rows.append([each.entity, met, each.verdict or ""])
    columns = [left(_WORDS["entity"]), left(_WORDS["met"]), meaning(_WORDS["plan"])]
    put(screen, lang, columns, rows)
    draw(screen, Definitions([(_WORDS["folder"], given.folder)]), lang)


def show_split(screen: Console, lang: Language, given: CrossRun) -> None:
    """The split, the actors beside it, what scenarios do to each case, the report's files last."""
    draw(screen, budget.view(given.crossing, Context(brief=True)), lang)
    if given.crossing.other_weights:
        draw(screen, weight_section(given.crossing), lang)
    if given.crossing.actors:
        draw(screen, actor_section(given.crossing), lang)
    if given.crossing.responses:
        draw(screen, response_section(given.crossing), lang)
    if given.crossing.outcomes:
        draw(screen, concept_section(given.crossing), lang)
    draw(screen, Definitions([(_FILES[name], path) for name, path in given.files.items()]), lang)


def show_comparison(screen: Console, lang: Language, given: CompareRun) -> None:
    """What differs, and the report's files last."""
    draw(screen, view(given.comparison), lang)
    draw(screen, Definitions([(_FILES[name], path) for name, path in given.files.items()]), lang)
