"""Series that follow from others by a model's own equations."""

from __future__ import annotations

import numpy as np

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


def absent_add_factors(model: Model, data: Dataset) -> list[str]:
    """Add-factors of a converted model that the data do not have: they are zero."""
    own = set(model.endogenous)
    return [
        name for name in model.exogenous
        if name not in data and name.endswith(_ADD_FACTOR) and name.removesuffix(_ADD_FACTOR) in own
    ]  # fmt: skip
