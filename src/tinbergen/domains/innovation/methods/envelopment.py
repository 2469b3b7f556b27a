"""Data envelopment: how far a unit is from the frontier that the others make.

Sources: Charnes, Cooper and Rhodes (1978, European Journal of Operational Research 2(6)) at
constant returns to scale; Banker, Charnes and Cooper (1984, Management Science 30(9)) at variable
ones. The frontier is of what is seen: noise counts as distance, and a unit like no other as
efficient.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]
Returns = Literal["constant", "variable"]
Toward = Literal["inputs", "outputs"]


def data_envelopment(inputs: Array, outputs: Array, unit: int, returns: Returns = "constant",
               toward: Toward = "inputs") -> tuple[float, Array]:  # fmt: skip
    """A unit's efficiency, from 0 to 1, and the weights (units,) of its peers on the frontier.

    Parameters
    ----------
    inputs, outputs
        (units, m) and (units, s), not below zero.
    unit
        Its position.
    returns
        To scale, ``"constant"`` or ``"variable"``.
    toward
        ``"inputs"``: the share of its inputs with which its peers make its outputs; ``"outputs"``:
        the share of theirs that it makes of its inputs.

    Raises
    ------
    TinbergenError
        F053 for numbers below zero, F054 when lengths differ, F055 when the unit has no input, or
        no output.
    """
    same_length(inputs=inputs, outputs=outputs)
    lowest = float(min(inputs.min(), outputs.min()))
    require(lowest >= 0, "inputs and outputs", lowest, "[0, inf)")
    if not inputs[unit].any() or not outputs[unit].any():
        raise TinbergenError("F055", name="frontier")
    # Units of measurement don't matter; those near one suit the solver.
    x, y = inputs / inputs.max(axis=0), outputs / outputs.max(axis=0)
    own_x, own_y = x[unit], y[unit]
    n, shrink = len(x), toward == "inputs"
    scaled_x, scaled_y = (own_x, np.zeros_like(own_y)) if shrink else (np.zeros_like(own_x), own_y)
    limits = np.vstack([np.c_[-scaled_x, x.T], np.c_[scaled_y, -y.T]])
    bounds = np.concatenate([
        np.zeros_like(own_x) if shrink else own_x, -own_y if shrink else np.zeros_like(own_y)
    ])  # fmt: skip
    goal = np.zeros(n + 1)
    goal[0] = 1.0 if shrink else -1.0
    equal: dict[str, Any] = {}
    if returns == "variable":
        equal = {"A_eq": np.r_[0.0, np.ones(n)][None, :], "b_eq": np.ones(1)}
    solver: Any = optimize.linprog
    solved = solver(goal, A_ub=limits, b_ub=bounds, method="highs", **equal)
    factor = float(solved.x[0])
    return (factor if shrink else 1.0 / factor), np.asarray(solved.x[1:])
