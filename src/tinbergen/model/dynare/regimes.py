"""Equations that hold in one regime and not in another, as occasionally binding constraints do.

Equations of one name with the tags bind and relax are one equation, in which a parameter per
constraint, one where it binds and zero where it does not, chooses (Guerrieri and Iacoviello 2015,
Journal of Monetary Economics 70). The parameters are zero: the model is read in the regime in
which no constraint binds, and has another one where they are set to one.
"""

from __future__ import annotations

import dataclasses

from tinbergen.core.errors import Location
from tinbergen.model.dynare.reading import PARAMETER, Reading
from tinbergen.model.expression import Node
from tinbergen.model.model import Equation
from tinbergen.model.statements import ParameterValue

_REGIMES = ("bind", "relax")


def indicator(constraint: str) -> str:
    """The parameter that is one where a constraint binds; named as Dynare names it."""
    return f"occbin_{constraint}_bind"


def join_regimes(reading: Reading) -> None:
    """Put the equations of one name for several regimes together, at the place of the first."""
    of_name: dict[str, list[Equation]] = {}
    for equation in reading.equations:
        if set(_REGIMES) & equation.tags.keys() and "name" in equation.tags:
            of_name.setdefault(equation.tags["name"], []).append(equation)
    joined = []
    for equation in reading.equations:
        regimes = of_name.get(equation.tags.get("name", ""), [equation])
        if equation is regimes[0]:
            joined.append(equation if len(regimes) == 1 else _joined(reading, regimes))
    reading.equations[:] = joined


def _joined(reading: Reading, regimes: list[Equation]) -> Equation:
    graph, total = reading.graph, reading.graph.number(0.0)
    for equation in regimes:
        term = equation.residual
        for regime in _REGIMES:
            for constraint in equation.tags.get(regime, "").replace(",", " ").split():
                term = graph.mul(_chosen(reading, constraint, regime, equation.at), term)
        total = graph.add(total, term)
    tags = {k: v for k, v in regimes[0].tags.items() if k not in _REGIMES}
    return dataclasses.replace(
        regimes[0], name=tags["name"], lhs=total, rhs=graph.number(0.0), residual=total, tags=tags
    )


def _chosen(reading: Reading, constraint: str, regime: str, at: Location) -> Node:
    name = indicator(constraint)
    if name not in reading.kinds:
        reading.kinds[name], reading.values[name] = PARAMETER, 0.0
        reading.statements.insert(0, ParameterValue(name, 0.0, at))
    binds = reading.graph.parameter(name)
    return binds if regime == "bind" else reading.graph.sub(reading.graph.number(1.0), binds)
