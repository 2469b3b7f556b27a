"""Allowances by stage and weights by internal ratings for thirteen banks, on two worlds.

Default rates are those of the banks' equations: what is added to loans in default, or replaced of
them. Call reports at hand do not tell loans by stage or rating, so the migrations of an average
quarter are made up; in each quarter the state of the economy is the one at which they give the
default rate of the equations. Run: python examples/bank_provisions.py
"""

import numpy as np
from scipy.optimize import brentq

import tinbergen as tb

# Performing loans, loans under watch, and default: an average quarter, made up.
AVERAGE = np.array([[0.980, 0.018, 0.002], [0.150, 0.810, 0.040]])
CORRELATION = 0.12  # of borrowers with the economy
RATE = 0.012  # discount, per quarter


def default_rates(world) -> np.ndarray:
    """Share of loans that default in each quarter, from the banks' equations."""
    values, npl = world.satellite.model.values, world.own.run.data["NPL"]
    first = world.own.run.data.span.position(world.span.start)
    before, now = npl[first - 1 : first + 8], npl[first : first + 9]
    replaced = values["charge"] / (4 * values["lgd"])
    return (now - before + replaced * before) / 100


def migrations(rates: np.ndarray, loans: np.ndarray) -> list[np.ndarray]:
    """A matrix a quarter whose defaults are the given rates; defaults stay defaults."""
    found, standing = [], loans[:2] / loans[:2].sum()
    for rate in rates:

        def miss(state: float, rate: float = rate, standing: np.ndarray = standing) -> float:
            matrix = tb.point_in_time(AVERAGE, state, CORRELATION)
            return float(standing @ matrix[:, -1]) - rate

        matrix = tb.point_in_time(AVERAGE, brentq(miss, -8, 8), CORRELATION)
        standing = standing @ matrix[:, :2]
        standing = standing / standing.sum()
        found.append(np.vstack([matrix, [0.0, 0.0, 1.0]]))
    return found


if __name__ == "__main__":
    there = tb.assess("us-banks")
    for world in there.worlds:
        if world.name == "accelerating":
            continue
        lgd = world.satellite.model.values["lgd"]
        rates = default_rates(world)
        loans = np.array([0.90, 0.09, 0.01])
        stages = tb.stage_provisions(loans, migrations(rates, loans), lgd, RATE, maturity=8)
        weight = tb.internal_risk_weight(4 * rates[[0, rates.argmax()]], lgd)
        print(world.title.en)
        print(f"  defaults, percent a year: {400 * rates[0]:.2f}, at most {400 * rates.max():.2f}")
        print(
            f"  risk weight by internal ratings: {100 * weight[0]:.0f} -> {100 * weight[1]:.0f} %"
        )
        held = 100 * stages.allowance.sum(axis=1)
        print(f"  allowance, percent of loans: {held[0]:.2f} -> {held[-1]:.2f}")
