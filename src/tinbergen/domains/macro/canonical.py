"""The canonical macroeconomic series as a case holds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from tinbergen.core.period import Frequency
from tinbergen.core.text import Text
from tinbergen.data.catalogue import MACRO
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case.packfile import Pack

#: Series of the built-in models beside the canonical ones: set below, or computed by the model.
DERIVED = frozenset({"RULE", "TAX", "GROWTH", "DEFICIT", "BORROWING", "NET"})

_ANNUALISED = MACRO["GROWTH"].unit
_YEARLY = MACRO["r"].unit


def with_policy(data: Dataset, pack: Pack, units: Mapping[str, Text] | None = None) -> Dataset:
    """The eight columns, and what the built-in models set beside them.

    RULE, the rate by the policy rule, was the rate seen; no measure on taxes, TAX, was taken; NET
    are taxes less transfers, in percent of GDP.
    """
    known = {**{i.code: i.unit for i in pack.indicators}, **data.units, **(units or {})}
    if data.frequency is Frequency.ANNUAL:
        # What changes over a year needs no annualising.
        known = {code: _YEARLY if unit == _ANNUALISED else unit for code, unit in known.items()}
    # Where no budget is told apart, T is what the state takes in.
    net = data["NET"] if "NET" in data else 100 * data["T"] / data["GDP"]
    more = {"RULE": data["r"], "TAX": np.zeros(data.span.length), "NET": net}
    return dataclasses.replace(data.assign(**more), units=known)
