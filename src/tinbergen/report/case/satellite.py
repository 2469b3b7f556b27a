"""An actor's own model in a report: what it reads, its estimates with their errors."""

from __future__ import annotations

import numpy as np

from tinbergen.charts.typeset import number
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.model.model import Model
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.case.view import View
from tinbergen.report.document import Block
from tinbergen.report.wording import capital, listed, sentences

_TABLE = {
    "title": Text("{title}: estimates", "{title}：估计值"),
    "name": Text("Parameter", "参数"),
    "of": Text("What it is", "含义"),
    "in": Text("in the equation of {title}", "{title}方程的系数"),
    "value": Text("Estimate", "估计值"),
    "se": Text("s.e.", "标准误"),
    "reads": Text(
        "{count} equations that stand on every world with {names} and answer nothing back. "
        "Coefficients are drawn jointly by their covariance",
        "共 {count} 个方程，建立在每个含{names}的世界之上，对其无反作用。系数按协方差联合抽样",
    ),
    "more": Text("The first {shown} of {all}; a plan keeps all",
                 "仅列前 {shown} 个，共 {all} 个；计划存有全部"),
}  # fmt: skip

#: Estimates that a report prints: effects of many units repeat themselves.
_SHOWN = 24


def satellite_blocks(view: View) -> list[Block]:
    """A table of what is estimated of the satellite; nothing where there is none."""
    satellite = view.run.situation.satellite
    if satellite is None or not satellite.own.law.coefficients:
        return []
    model, law = satellite.model, satellite.own.law
    errors = np.sqrt(np.diagonal(law.coefficient_covariance)).tolist()
    rows: list[list[Cell]] = [
        [name, capital(_meaning(model, name)), float(model.values[name]), error]
        for name, error in list(zip(law.coefficients, errors, strict=True))[:_SHOWN]
    ]
    columns = (
        Column(_TABLE["name"], align="text"), Column(_TABLE["of"], align="text"),
        Column(_TABLE["value"], decimals=4), Column(_TABLE["se"], decimals=4),
    )  # fmt: skip
    said = [_TABLE["reads"].fill(
        count=len(model.equations), names=listed([view.title(n) for n in satellite.read])
    )]  # fmt: skip
    if len(law.coefficients) > _SHOWN:
        said.append(_TABLE["more"].fill(shown=_SHOWN, all=number(len(law.coefficients), 0)))
    title = _TABLE["title"].fill(title=satellite.title)
    return [Table(title, columns, rows, note=sentences(*said))]


def _meaning(model: Model, name: str) -> Text:
    """What a coefficient is called, or else the equation in which it stands."""
    if name in model.titles:
        return model.titles[name]
    graph = model.graph
    where = (e for e in model.equations if name in graph.parameters(e.lhs, e.rhs))
    found = next(where, None)
    if found is None:
        return NO_TEXT
    return _TABLE["in"].fill(title=Text.both(found.tags.get("title", found.name)))
