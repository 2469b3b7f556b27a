"""A decision rule for the logarithms of variables that the model has in levels.

With x_t = x exp(z_t), a deviation of x_t from x is to first order x z_t: the rule's rows are
divided by their variable's steady state, the columns of states multiplied by theirs. Shocks stay as
they are.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.linear.linear_model import Array, DecisionRule


def in_logs(rule: DecisionRule, steady: Array, logged: NDArray[np.bool_]) -> DecisionRule:
    """The rule in log deviations of the variables that ``logged`` (n,) names.

    ``steady`` (n,) must be positive for those; the others keep their unit.
    """
    unit = np.where(logged, steady, 1.0)
    compact = None
    if rule.compact is not None:
        inside = rule.compact
        compact = replace(
            inside, projection=inside.projection * unit[rule.states], units=inside.units / unit
        )
    return DecisionRule(
        rule.ghx * unit[rule.states] / unit[:, None], rule.ghu / unit[:, None], rule.states, compact
    )
