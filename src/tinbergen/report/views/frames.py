"""The numbers of documents as pandas tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Cycle, Diagnosis, Evaluation, Monitoring, Review
from tinbergen.core.documents.evidence import Fan, Finding, Series
from tinbergen.core.documents.fiscal import DebtOutlook, FiscalTable
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.documents.record import TrackRecord
from tinbergen.core.period import Span
from tinbergen.core.text import Text

if TYPE_CHECKING:
    import pandas as pd


def frame(document: Any) -> pd.DataFrame | None:
    """The table of a document of a class that has one, else None."""
    maker = _FRAMES.get(type(document))
    return maker(document) if maker else None


def _paths(groups: Mapping[str, Sequence[Series]]) -> pd.DataFrame:
    """Periods down; columns by group and variable."""
    import pandas as pd

    columns = {
        (group, s.name): pd.Series(s.values, index=s.span.to_index(), dtype=float)
        for group, series in groups.items()
        for s in series
    }
    return pd.DataFrame(columns)


def _series(document: Series) -> pd.DataFrame:
    return _paths({document.unit: [document]}).droplevel(0, axis=1)


def _fan(document: Fan) -> pd.DataFrame:
    import pandas as pd

    columns = {
        f"{level:.4g}": q for level, q in zip(document.levels, document.quantiles, strict=True)
    }
    return pd.DataFrame({**columns, "mean": document.mean}, index=document.span.to_index())


def _plan(document: Plan) -> pd.DataFrame:
    return _paths(
        {
            "instrument": document.instruments,
            "no policy": document.baseline_instruments,
            "planned": document.planned,
            "baseline": document.baseline,
        }
    )


def _fiscal(document: FiscalTable) -> pd.DataFrame:
    """Measures and sums down, fiscal years across."""
    import pandas as pd

    rows = {line.name: line.amounts for line in document.lines}
    rows |= {"direct": document.direct, "induced": document.induced, "deficit": document.deficit}
    years = [year.name for year in document.years]
    return pd.DataFrame([r for r in rows.values() if r], [n for n, r in rows.items() if r], years)


def _debt(document: DebtOutlook) -> pd.DataFrame:
    """Periods down: the mean with the plan and with no policy, quantiles, what each part adds."""
    import pandas as pd

    columns = {"planned": document.mean, "no policy": document.idle}
    columns |= {f"{q:g}": path for q, path in zip(document.levels, document.fan, strict=True)}
    columns |= {
        "interest": document.interest, "growth": document.growth, "balance": document.balance,
        "adjustment": document.adjustment,
    }  # fmt: skip
    return pd.DataFrame(columns, Span(document.known + 1, len(document.mean)).to_index())


def _findings(found: Iterable[Finding]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "name": f.name,
            "period": str(f.period),
            "estimate": f.estimate,
            "lower": f.interval.lower if f.interval else None,
            "upper": f.interval.upper if f.interval else None,
            "unit": f.unit.en,
            "severity": f.severity,
            "title": f.title.en,
        }
        for f in found
    ]
    return pd.DataFrame(rows)


def _reviews(reviews: Iterable[Review]) -> pd.DataFrame:
    found = [f for r in reviews for f in r.findings]
    table = _findings(found)
    said = [dict(f.diagnostics) for f in found]
    for column in ("outturn", "plan"):
        table.insert(2, column, [s.get(column) for s in said])
    return table


def _finding(document: Finding) -> pd.DataFrame:
    import pandas as pd

    if document.series:
        return _paths({"": document.series}).droplevel(0, axis=1)
    rows: dict[str, float | None] = {p.name: p.value for p in document.parts}
    return pd.DataFrame({document.unit.en: rows or {document.name: document.estimate}})


def _shares(document: Crossing) -> pd.DataFrame:
    return records(document.shares).set_index("case")


def _compared(document: Comparison) -> pd.DataFrame:
    """Paths of both: periods down; kind, variable and side (A, B, B less A) across."""
    import pandas as pd

    sides = {
        (p.topic, p.name, side): pd.Series(values, index=p.span.to_index(), dtype=float)
        for p in document.paths
        for side, values in (("A", p.a), ("B", p.b), ("B less A", p.change))
    }
    if sides:
        return pd.DataFrame(sides)
    rows = {(n.topic, n.name): (n.a, n.b, n.change) for n in document.numbers}
    return pd.DataFrame(rows, index=["A", "B", "B less A"], dtype=float).T


def _scores(document: TrackRecord) -> pd.DataFrame:
    """A row a variable, horizon and sample; errors of rivals beside the outlook's."""
    found = records(document.scores).drop(columns="rivals")
    for rival in document.rivals:
        errors = [{r.name: r.rmse for r in s.rivals}.get(rival.name) for s in document.scores]
        found[rival.title.en] = errors
    return found.set_index(["variable", "horizon", "sample"])


def records(items: Sequence[Any]) -> pd.DataFrame:
    """One row a record; texts in English."""
    import pandas as pd

    names = [f.name for f in fields(items[0])] if items else []
    return pd.DataFrame(
        [[_cell(getattr(item, name)) for name in names] for item in items], columns=names
    )


def _cell(value: Any) -> Any:
    return value.en if isinstance(value, Text) else value


_FRAMES: dict[type, Callable[[Any], pd.DataFrame]] = {
    Series: _series,
    Fan: _fan,
    Plan: _plan,
    FiscalTable: _fiscal,
    DebtOutlook: _debt,
    Adoption: lambda d: _paths({"set": d.settings, "plan": d.plan.instruments}),
    Finding: _finding,
    Diagnosis: lambda d: _findings(d.findings),
    Review: lambda d: _reviews([d]),
    Monitoring: lambda d: _reviews(d.reviews),
    Evaluation: lambda d: _findings(d.findings),
    Cycle: lambda d: _findings(
        [*d.diagnosis.findings, *(d.evaluation.findings if d.evaluation else ())]
    ),
    Crossing: _shares,
    Comparison: _compared,
    TrackRecord: _scores,
}
