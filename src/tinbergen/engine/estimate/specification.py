"""Equations of a model as regressions.

An equation ``lhs = rhs`` that is linear in its parameters b is ``y = X b + u`` with
X = -dF/db and y = F at b = 0, where F = lhs - rhs: whatever transformation of the variables the
modeller wrote, the regression follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.expressions import evaluate, known_span
from tinbergen.model.derivatives import gradient
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.model import Equation, Model
from tinbergen.statistics.regression.equation import Array, EquationData


@dataclass(frozen=True, slots=True)
class Regression:
    """An equation taken apart: ``dependent`` and ``regressors`` are expressions in data."""

    equation: Equation
    parameters: tuple[str, ...]
    dependent: Node
    regressors: tuple[Node, ...]


def regression(model: Model, equation: Equation) -> Regression:
    """The regression that estimates an equation's parameters.

    Raises
    ------
    TinbergenError
        S030 when the equation is not linear in them, S031 when it has none.
    """
    graph = model.graph
    names = tuple(
        p for p in model.parameters
        if p in graph.parameters(equation.residual) and p not in equation.fixed
    )  # fmt: skip
    if not names:
        raise TinbergenError("S031", at=equation.at, equation=equation.name)
    leaves = [graph.parameter(p) for p in names]
    slopes = gradient(graph, equation.residual, leaves)
    zero = graph.number(0.0)
    regressors = tuple(graph.neg(slopes.get(leaf, zero)) for leaf in leaves)
    free = set(names)
    bent = [
        p for p, x in zip(names, regressors, strict=True)
        if x == zero or free & set(graph.parameters(x))
    ]  # fmt: skip
    if bent:
        raise TinbergenError(
            "S030", at=equation.at, equation=equation.name, parameters=", ".join(bent)
        )
    return Regression(equation, names, without(graph, equation.residual, free), regressors)


def without(graph: Graph, node: Node, parameters: set[str]) -> Node:
    """The expression with these parameters set to zero."""
    zero = graph.number(0.0)

    def leaf(node: Node) -> Node | None:
        named = graph.ops[node] == "parameter" and graph.leaves[node] in parameters
        return zero if named else None

    return graph.rewrite(node, leaf)


def reads(parts: Sequence[Regression], *, instruments: bool) -> list[Node]:
    """Every expression that estimation reads from the data."""
    nodes = []
    for part in parts:
        nodes += [part.dependent, *part.regressors]
        if instruments:
            nodes += part.equation.instruments
    return nodes


def common_sample(
    model: Model, parts: Sequence[Regression], data: Dataset, *, instruments: bool
) -> Span:
    """The periods over which all equations can be estimated.

    Raises
    ------
    TinbergenError
        S032 when there are none.
    """
    span = known_span(model.graph, reads(parts, instruments=instruments), data)
    if span is None:
        raise TinbergenError("S032", model=model.name, sample="-", name="-", period="-")
    return span


def equation_data(
    model: Model,
    part: Regression,
    data: Dataset,
    sample: Span,
    values: Mapping[str, float],
    *,
    instruments: bool,
) -> EquationData:
    """The arrays of one regression over the sample.

    Raises
    ------
    TinbergenError
        S032 naming the first value that is missing, S034 for an expression outside its domain, S260
        for series that never move, D002 for a missing series.
    """
    graph = model.graph
    nodes = [part.dependent, *part.regressors]
    listed = list(part.equation.instruments) if instruments else []
    columns = evaluate(graph, [*nodes, *listed], data, sample, values)
    _check_complete(model, part, nodes + listed, columns, data, sample)
    count = len(part.regressors)
    if not part.equation.restrictions:
        _check_moving(model, part, columns[1 : 1 + count], data, sample)
    Z = None
    if listed:
        constant = (
            [] if any(np.ptp(z) == 0 for z in columns[1 + count :]) else [np.ones(len(sample))]
        )
        Z = np.column_stack([*constant, *columns[1 + count :]])
    return EquationData(
        part.equation.name,
        columns[0],
        np.column_stack(columns[1 : 1 + count]),
        Z,
        part.parameters,
        restrictions(graph, part, values),
        sample,
    )


def restrictions(
    graph: Graph, part: Regression, values: Mapping[str, float]
) -> tuple[Array, Array] | None:
    """``(R, r)`` of the equation's linear restrictions; None when it has none.

    Raises
    ------
    TinbergenError
        S033 when a restriction is not linear, or names no parameter of the equation.
    """
    if not part.equation.restrictions:
        return None
    R, r = [], []
    free = set(part.parameters)

    def known(leaf: Variable | str) -> float | None:
        return values.get(leaf) if isinstance(leaf, str) else None

    leaves = [graph.parameter(p) for p in part.parameters]
    for node in part.equation.restrictions:
        slopes = gradient(graph, node, leaves)
        linear = not any(free & set(graph.parameters(slope)) for slope in slopes.values())
        row = [graph.evaluate(slopes[x], known) if x in slopes else 0.0 for x in leaves]
        constant = graph.evaluate(without(graph, node, free), known)
        if not linear or not slopes or not np.isfinite([*row, constant]).all():
            raise TinbergenError(
                "S033",
                at=part.equation.at,
                equation=part.equation.name,
                restriction=f"{graph.text(node)} = 0",
            )
        R.append(row)
        r.append(-constant)
    return np.array(R), np.array(r)


def _check_complete(
    model: Model,
    part: Regression,
    nodes: Sequence[Node],
    columns: Sequence[Array],
    data: Dataset,
    sample: Span,
) -> None:
    if all(np.isfinite(column).all() for column in columns):
        return
    for variable in model.graph.variables(*nodes):
        read = data.window(sample.start + variable.lag, sample.end + variable.lag)[variable.name]
        (missing,) = np.nonzero(~np.isfinite(read))
        if missing.size:
            period = sample.start + variable.lag + int(missing[0])
            raise TinbergenError(
                "S032",
                model=model.name,
                sample=f"{sample.start}:{sample.end}",
                name=variable.name,
                period=period,
            )
    bad, column = next((n, c) for n, c in zip(nodes, columns, strict=True)
                       if not np.isfinite(c).all())  # fmt: skip
    raise TinbergenError(
        "S034", at=part.equation.at, model=model.name, equation=part.equation.name,
        expression=model.graph.text(bad),
        period=sample.start + int(np.flatnonzero(~np.isfinite(column))[0]),
    )  # fmt: skip


def _check_moving(
    model: Model, part: Regression, regressors: Sequence[Array], data: Dataset, sample: Span
) -> None:
    """S260 for a regressor that can't be told from the constant, since its series never move."""
    still = [k for k, column in enumerate(regressors) if np.ptp(column) == 0]
    for k in still:
        series = model.graph.variables(part.regressors[k])
        if not series or (regressors[k].any() and len(still) == 1):
            continue
        read = {v.name: data.window(sample.start + v.lag, sample.end + v.lag)[v.name]
                for v in series}  # fmt: skip
        constant = [name for name, values in read.items() if np.ptp(values) == 0]
        raise TinbergenError(
            "S260", at=part.equation.at, equation=part.equation.name,
            expression=model.graph.text(part.regressors[k]),
            names=", ".join(constant or dict.fromkeys(v.name for v in series)),
            sample=f"{sample.start}:{sample.end}",
        )  # fmt: skip
