"""One plan less another: what is set otherwise, and what that does to outcomes and chances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tinbergen.charts.quantities import change_of
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.views.context import Context, cut, named, span_of
from tinbergen.report.wording import capital, decimals_for, sentences, stretch

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Gain:
    """A target in one plan less the same in another: its mean outcome, and its chance (0 to 1;
    None where nothing is random)."""

    variable: str
    title: Text
    unit: Text
    planned: float
    probability: float | None


@dataclass(frozen=True, slots=True)
class PlanDifference(Result):
    """``plan`` less ``other``, over the periods and variables that both have.

    ``instruments`` and ``planned`` are differences of paths, ``attainment`` those of targets,
    ``loss`` that of the minimised losses.
    """

    plan: str
    other: str
    instruments: tuple[Series, ...]
    planned: tuple[Series, ...]
    attainment: tuple[Gain, ...]
    loss: float

    def to_frame(self) -> pd.DataFrame:
        """Periods down, variables across."""
        import pandas as pd

        paths = {s.name: s for s in (*self.instruments, *self.planned)}
        index = self.instruments[0].span.to_index()
        return pd.DataFrame({n: s.values for n, s in paths.items()}, index=index, dtype=float)


def difference(plan: Plan, other: Plan) -> PlanDifference:
    """Path by path, target by target.

    Raises
    ------
    TinbergenError
        C006 when the plans share no period, or no instrument.
    """
    first = max(plan.start, other.start, key=lambda p: p.ordinal)
    last = min(span_of(plan).end, span_of(other).end, key=lambda p: p.ordinal)
    span = first.to(last)
    instruments = _less(plan.instruments, other.instruments, span)
    if not span.length or not instruments:
        raise TinbergenError("C006", detail=f"{plan.id}, {other.id}")
    aims = {a.variable: a for a in other.attainment}
    gains = tuple(
        Gain(
            a.variable, a.title, a.unit, a.planned - aims[a.variable].planned,
            _gain(a.probability, aims[a.variable].probability),
        )
        for a in plan.attainment
        if a.variable in aims
    )  # fmt: skip
    planned = _less(plan.planned, other.planned, span)
    return PlanDifference(plan.id, other.id, instruments, planned, gains, plan.loss - other.loss)


def _gain(chance: float | None, other: float | None) -> float | None:
    return None if chance is None or other is None else chance - other


def _less(paths: Sequence[Series], others: Sequence[Series], span: Span) -> tuple[Series, ...]:
    shared = {s.name for s in others}
    pairs = ((s, named(others, s.name)) for s in paths if s.name in shared)
    return tuple(
        Series(
            a.name, a.unit, span.start,
            tuple(x - y for x, y in zip(cut(a, span), cut(b, span), strict=True)),
        )
        for a, b in pairs
    )  # fmt: skip


_WORDS = {
    "title": Text("{plan} less {other}", "{plan} 减 {other}"),
    "loss": Text("The loss differs by {loss} over {span}", "{span}的损失相差 {loss}"),
    "target": Text("Target", "目标"),
    "named": Text("{name}, {unit}", "{name}（{unit}）"),
    "mean": Text("Average", "均值"),
    "chance": Text("Chance, percentage points", "概率，百分点"),
    "note": Text("Means and chances over each plan's own horizon", "均值与概率按各计划自身期间计"),
    "period": Text("Period", "时期"),
}


def view(found: PlanDifference, context: Context) -> Section:
    """Targets first, then instruments and the targets' variables by period."""
    title = _WORDS["title"].fill(plan=found.plan, other=found.other)
    span = found.instruments[0].span
    lead = _WORDS["loss"].fill(
        loss=number(found.loss, 2, signed=True), span=stretch(span.start, span.end)
    )
    columns = (
        Column(_WORDS["target"], align="text"),
        Column(_WORDS["mean"], decimals=2, signed=True),
        Column(_WORDS["chance"], decimals=0, signed=True),
    )
    rows: list[list[Cell]] = [
        [_WORDS["named"].fill(name=capital(g.title), unit=change_of(g.unit)), g.planned,
         None if g.probability is None else 100 * g.probability]
        for g in found.attainment
    ]  # fmt: skip
    targets = Table(None, columns, rows, note=sentences(_WORDS["note"]))
    return Section(title, sentences(lead), [targets, _by_period(found, context)])


def _by_period(found: PlanDifference, context: Context) -> Table:
    titles = {g.variable: g.title for g in found.attainment} | dict(context.titles)
    units = {g.variable: g.unit for g in found.attainment}
    shown = [*found.instruments, *(s for s in found.planned if s.name in titles)]
    columns = [Column(_WORDS["period"], align="text")]
    for s in shown:
        digits = decimals_for([v for v in s.values if v is not None], fine=True)
        name = capital(titles.get(s.name) or Text(s.name, s.name))
        unit = change_of(units.get(s.name) or context.unit(s))
        columns.append(Column(name, unit, decimals=digits, signed=True))
    rows: list[list[Cell]] = [
        [period_text(period), *(s.values[t] for s in shown)]
        for t, period in enumerate(shown[0].span)
    ]
    return Table(None, columns, rows)
