"""How documents look wherever they are shown: what :mod:`tinbergen.core.faces` asks for.

A document's class finds its view, its table, its picture and its difference here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tinbergen.charts.chart import Panel
from tinbergen.charts.results import paths
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Cycle, Diagnosis, Evaluation, Monitoring, Review
from tinbergen.core.documents.evidence import Finding
from tinbergen.core.documents.fiscal import DebtOutlook, FiscalTable
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.documents.record import TrackRecord
from tinbergen.core.text import Language, Text
from tinbergen.data.dataset import Dataset
from tinbergen.report import terminal
from tinbergen.report.document import Document, Section
from tinbergen.report.views import (
    adoption,
    budget,
    comparison,
    comparison_paths,
    cycle,
    debt,
    diagnosis,
    evaluation,
    finding_pictures,
    findings,
    fiscal,
    frames,
    monitoring,
    plan,
    plan_pictures,
    track_record,
)
from tinbergen.report.views.context import Context

if TYPE_CHECKING:
    import pandas as pd

View = Callable[[Any, Context], Document | Section]

VIEWS: Mapping[type, View] = {
    Plan: plan.view,
    FiscalTable: fiscal.view,
    DebtOutlook: debt.view,
    Adoption: adoption.view,
    Diagnosis: diagnosis.view,
    Finding: findings.view,
    Review: monitoring.view_review,
    Monitoring: monitoring.view,
    Evaluation: evaluation.view,
    Cycle: cycle.view,
    Crossing: budget.view,
    TrackRecord: track_record.view,
    Comparison: comparison.view,
}


def _data(data: Dataset, context: Context) -> Panel:
    """Every series, a small chart each."""
    known = [
        (data.titles.get(name) or Text(name, name), data[name])
        for name in data
        if data.extent(name)
    ]
    return paths(Text("Data", "数据"), data.span, known)


_PICTURES: Mapping[type, Callable[[Any, Context], Any]] = {
    Dataset: _data,
    Plan: plan_pictures.outcomes_panel,
    Finding: lambda finding, context: finding_pictures.picture(finding, context.title),
    DebtOutlook: lambda outlook, _: debt.debt_panel(outlook),
    Evaluation: evaluation.paths,
    Monitoring: monitoring.picture,
    Crossing: budget.picture,
    Comparison: lambda found, _: comparison_paths.paths(found),
}


def view(document: Any, context: Context | None = None) -> Document | Section:
    """The document as blocks.

    Parameters
    ----------
    document
        One of the classes of :data:`VIEWS`.
    context
        What to say besides: names of variables, the plan that it rests on.

    Raises
    ------
    KeyError
        When the class has no view.
    """
    return VIEWS[type(document)](document, context or Context())


def glance(document: Any, lang: Language) -> str | None:
    if type(document) not in VIEWS:
        return None
    return terminal.text(view(document, Context(brief=True)), lang, gist=True)


def text(document: Any, lang: Language) -> str | None:
    return terminal.text(view(document), lang) if type(document) in VIEWS else None


def html(document: Any, lang: Language) -> str | None:
    """The view as a page in a frame of its own."""
    if type(document) not in VIEWS:
        return None
    return page(view(document)).notebook(lang)


def page(shown: Document | Section) -> Document:
    """A section on a page of its own."""
    if isinstance(shown, Document):
        return shown
    return Document(shown.title, sections=[shown], kind=_KIND)


_KIND = Text("Tinbergen", "Tinbergen")


def frame(document: Any) -> pd.DataFrame | None:
    return frames.frame(document)


def pictured(kind: type) -> bool:
    return kind in _PICTURES


def picture(document: Any) -> Any:
    maker = _PICTURES.get(type(document))
    return maker(document, Context()) if maker else None


def difference(document: Any, other: Any) -> Any:
    """``document`` less ``other``: the comparison in which ``other`` is A."""
    from tinbergen.loop.compare.between import DOCUMENTS, compare

    return compare(other, document) if isinstance(document, DOCUMENTS) else None
