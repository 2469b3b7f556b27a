"""One turn of the circle: its four documents, and where the next turn starts."""

from __future__ import annotations

import dataclasses

from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell
from tinbergen.report.document import Document, Section
from tinbergen.report.views import diagnosis, evaluation, monitoring, plan
from tinbergen.report.views.context import Context, titles_in
from tinbergen.report.wording import readable, sentences

_NEXT = Text("Next turn", "下一轮")
_CITED = {
    "diagnosis": Text("Diagnosis", "诊断"),
    "plan": Text("Plan", "计划"),
    "monitoring": Text("Monitoring", "监测"),
    "evaluation": Text("Evaluation", "评估"),
}


def view(found: Cycle, context: Context) -> Document:
    """Each document's view; a gist keeps what each says first."""
    knows = dataclasses.replace(
        context, plan=found.plan, titles=titles_in(found.plan) | dict(context.titles)
    )
    if context.brief:
        return _gist(found, knows)
    return Document(readable(found.plan.title), sections=(*verbs(found, knows), *_next(found)))


def verbs(found: Cycle, context: Context) -> list[Section]:
    """The views of the documents that there are."""
    sections = [diagnosis.view(found.diagnosis, context), plan.view(found.plan, context)]
    if found.monitoring:
        sections.append(monitoring.view(found.monitoring, context))
    if found.evaluation:
        sections.append(evaluation.view(found.evaluation, context))
    return sections


def _next(found: Cycle) -> list[Section]:
    return [Section(_NEXT, sentences(*found.advice))] if found.advice else []


def _gist(found: Cycle, context: Context) -> Document:
    """A line or two a document."""
    first = found.diagnosis.findings[:2]
    sections = [
        Section(_CITED["diagnosis"], sentences(*(f.statement for f in first))),
        Section(_CITED["plan"], sentences(found.plan.verdict)),
    ]
    if found.monitoring:
        said: Callout = monitoring.since(found.monitoring.reviews, found.plan)
        words = sentences(said.title, said.body) if said.body else sentences(said.title)
        sections.append(Section(_CITED["monitoring"], words))
    if found.evaluation:
        effects = found.evaluation.findings[:2]
        said_of = sentences(*(f.statement for f in effects))
        sections.append(Section(_CITED["evaluation"], said_of))
    documents = (found.diagnosis, found.plan, found.monitoring, found.evaluation)
    ids = [d.id for d in documents if d is not None]
    meta: list[tuple[Text, Cell]] = [(Text("Documents", "文件"), ", ".join(ids))]
    return Document(readable(found.plan.title), meta=meta, sections=(*sections, *_next(found)))
