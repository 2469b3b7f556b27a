"""Series that follow from others by a model's own equations."""

from __future__ import annotations

import numpy as np

from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.expressions import evaluate
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

#: The ending of the add-factor of a converted equation.
_ADD_FACTOR = "_aerr"


def derive(model: Model, data: Dataset) -> Dataset:
    """The data with every variable added that an equation ``variable = expression`` determines
    from variables that are there.

    Behavioural equations are left out: what they explain has to be observed. Equations that read
    their own variable's past are left out too: a stock needs a first value. Where the expression
    can't be computed the added series are NaN; those without a number are not added.
    """
    open_ = {
        name: equation
        for equation in model.equations
        if not equation.behavioural
        and isinstance(leaf := model.graph.leaves.get(equation.lhs), Variable)
        and leaf.lag == 0
        and (name := leaf.name) not in data
    }
    while open_:
        ready = {
            name: equation
            for name, equation in open_.items()
            if all(v.name in data for v in model.graph.variables(equation.rhs))
        }
        if not ready:
            break
        nodes = [equation.rhs for equation in ready.values()]
        values = evaluate(model.graph, nodes, data, data.span, model.values)
        found = dict(zip(ready, values, strict=True))
        data = data.assign(**{n: v for n, v in found.items() if not np.isnan(v).all()})
        open_ = {name: equation for name, equation in open_.items() if name not in ready}
    return data


def carried_on(model: Model, data: Dataset) -> Dataset:
    """The data with stocks that end before they do carried on by the model's definitions.

    A definition that reads its own variable's past says what a stock is after its last value, as
    long as all else that it reads is known.
    """
    graph, ending = model.graph, []
    for equation in model.equations:
        leaf = graph.leaves.get(equation.lhs)
        if equation.behavioural or not isinstance(leaf, Variable) or leaf.lag:
            continue
        if leaf.name not in data or not np.isnan(data[leaf.name][-1]):
            continue
        if any(v.name == leaf.name and v.lag < 0 for v in graph.variables(equation.rhs)):
            ending.append((leaf.name, equation.rhs))
    known = derive(model, data) if ending else data
    for name, rhs in ending:
        values = np.array(data[name])
        (there,) = np.nonzero(~np.isnan(values))
        if not len(there) or not all(v.name in known for v in graph.variables(rhs)):
            continue
        for t in range(there[-1] + 1, len(values)):
            span = Span(data.span.start + t, 1)
            ((values[t],),) = evaluate(graph, [rhs], known, span, model.values)
            known = known.assign(**{name: values})
        data = data.assign(**{name: values})
    return data


def absent_add_factors(model: Model, data: Dataset) -> list[str]:
    """Add-factors of a converted model that the data do not have: they are zero."""
    own = set(model.endogenous)
    return [
        name for name in model.exogenous
        if name not in data and name.endswith(_ADD_FACTOR) and name.removesuffix(_ADD_FACTOR) in own
    ]  # fmt: skip
