"""An adoption: who decided on which plan, when, and what was actually set."""

from __future__ import annotations

from tinbergen.charts.typeset import period_text
from tinbergen.core.documents import Adoption
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.views.context import Context
from tinbergen.report.wording import capital, decimals_for, sentences

_TITLE = Text("Adoption", "采纳")
_LEAD = Text("{by} adopted {plan} in {on}", "{by}于{on}采纳了 {plan}")
_DATA = Text("What was set is read from the data", "实际设定以数据为准")
_SETTINGS = Text("As actually set", "实际设定")
_PERIOD = Text("Period", "时期")


def view(found: Adoption, context: Context) -> Section:
    """The decision, then a row a period of what is recorded of the instruments."""
    lead = _LEAD.fill(
        by=capital(Text(found.by, found.by)), plan=found.plan.id, on=period_text(found.on)
    )
    note = Text(found.id, found.id)
    if not found.settings:
        return Section(_TITLE, sentences(lead, _DATA), [], note)
    columns = [Column(_PERIOD, align="text")]
    for series in found.settings:
        known = [v for v in series.values if v is not None]
        name = context.titles.get(series.name) or Text(series.name, series.name)
        columns.append(Column(capital(name), context.unit(series), decimals=decimals_for(known)))
    length = max(len(series.values) for series in found.settings)
    rows: list[list[Cell]] = [
        [period_text(period), *(_at(series.values, t) for series in found.settings)]
        for t, period in enumerate(Span(found.plan.start, length))
    ]
    return Section(_TITLE, sentences(lead), [Table(_SETTINGS, columns, rows)], note)


def _at(values: tuple[float | None, ...], t: int) -> float | None:
    return values[t] if t < len(values) else None
