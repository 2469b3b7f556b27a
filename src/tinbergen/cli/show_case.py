"""A turn of the circle in the terminal: its documents, and what the command line adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinbergen.app.results import CaseRun
from tinbergen.core.errors import Language
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Definitions
from tinbergen.report.case.hints import hints
from tinbergen.report.document import Document
from tinbergen.report.terminal import draw
from tinbergen.report.views import diagnosis, evaluation, monitoring, plan
from tinbergen.report.views.context import Context, titles_in
from tinbergen.report.wording import readable, sentences, stretch

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.core.documents import Plan
    from tinbergen.loop.case.case import Case
    from tinbergen.loop.cycle import Run

_WORDS = {
    "folder": Text("Folder", "文件夹"),
    "next": Text("Next", "下一步"),
    "files": Text("Report", "报告"),
    "model": Text("Model", "模型"),
    "data": Text("Data", "数据"),
    "horizon": Text("Horizon", "期间"),
    "sample": Text("{model}, estimated on {sample}", "{model}，估计样本 {sample}"),
}


def context_of(case: Case, plan: Plan | None = None, *, brief: bool = False) -> Context:
    """What views may know of a case: names of its variables."""
    titles = dict(case.model.titles) | (titles_in(plan) if plan else {})
    titles |= {i.name: i.title for i in case.instruments}
    units = {i.name: i.unit for i in case.instruments if not i.percent}
    return Context(titles, units, plan=plan, brief=brief, unsigned=hints(case)[1])


def show_run(screen: Console, lang: Language, done: Run, given: CaseRun) -> None:
    """The whole turn, the report's files last."""
    case, cycle, situation = done.case, done.cycle, done.situation
    fit = situation.fit
    estimated = Text(case.model.name, case.model.name)
    if fit is not None:
        sample = fit.sample
        estimated = _WORDS["sample"].fill(
            model=case.model.name, sample=stretch(sample.start, sample.end)
        )
    gist, whole = (context_of(case, cycle.plan, brief=brief) for brief in (True, False))
    sections = [plan.view(cycle.plan, whole)]
    if cycle.diagnosis.findings or cycle.diagnosis.unanswered:
        sections.insert(0, diagnosis.view(cycle.diagnosis, gist))
    if cycle.monitoring:
        sections.append(monitoring.view(cycle.monitoring, gist))
    if cycle.evaluation:
        sections.append(evaluation.view(cycle.evaluation, whole))
    meta: list[tuple[Text, Cell]] = [
        (_WORDS["model"], estimated),
        (_WORDS["data"], situation.data.source),
        (_WORDS["horizon"], stretch(situation.span.start, situation.span.end)),
    ]
    screen.print()
    draw(screen, Document(readable(case.title), meta=meta, sections=sections), lang)
    pages = [path for path in given.files.values() if path.endswith(".html")]
    last: list[tuple[Text, Cell]] = [
        *((_WORDS["next"], sentences(advice)) for advice in cycle.advice),
        *((_WORDS["files"], path) for path in pages),
        (_WORDS["folder"], given.folder),
    ]
    draw(screen, Definitions(last), lang)
