"""The trip-wires of a plan: by period, and in a sentence."""

from __future__ import annotations

from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.plan import Plan, TripWire
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.views.context import titles_in
from tinbergen.report.wording import capital, clauses, decimals_for, inside, sentences

_WIRES = {
    "title": Text("Trip-wires: outturns that would falsify the plan", "触发线：将证伪计划的实际值"),
    "period": Text("Period", "时期"),
    "band": Text("{low} to {high}", "{low} 至 {high}"),
    "note": Text(
        "Fixed at adoption. If the plan's picture of the economy is right, all outturns stay "
        "inside with a probability of at least {level}%",
        "采纳时确定。若计划对经济的判断正确，全部实际值都落在区间内的概率至少为 {level}%",
    ),
    "brief": Text("Trip-wires in {period}: {bands}", "触发线（{period}）：{bands}"),
    "one": Text("{name} {band}", "{name} {band}"),
}


def wire_table(plan: Plan) -> Table:
    """The bands by period, a column a variable."""
    first: dict[str, TripWire] = {}
    for wire in plan.trip_wires:
        first.setdefault(wire.variable, wire)
    titles = titles_in(plan)
    bands = {(w.variable, w.period): _band(w) for w in plan.trip_wires}
    dates = list(dict.fromkeys(w.period for w in plan.trip_wires))
    rows: list[list[Cell]] = [[d, *(bands.get((name, d)) for name in first)] for d in dates]
    columns = (
        Column(_WIRES["period"], align="text"),
        *(Column(capital(titles[name]), short(w.unit)) for name, w in first.items()),
    )
    note = _WIRES["note"].fill(level=number(100 * plan.trip_wires[0].level, 0))
    return Table(_WIRES["title"], columns, rows, note=sentences(note))


def _band(wire: TripWire) -> Text:
    digits = decimals_for([wire.lower, wire.upper])
    low, high = (number(v, digits) for v in (wire.lower, wire.upper))
    return _WIRES["band"].fill(low=low, high=high)


def wires_briefly(plan: Plan) -> list[Text]:
    """The bands of the first period watched; nothing where there are none."""
    if not plan.trip_wires:
        return []
    first, titles = plan.trip_wires[0].period, titles_in(plan)
    bands = [
        _WIRES["one"].fill(name=inside(titles[w.variable]), band=_band(w))
        for w in plan.trip_wires
        if w.period == first
    ]
    said = _WIRES["brief"].fill(period=period_text(first), bands=clauses(bands))
    return [sentences(said)]
