"""Names and units of the canonical series, for findings and plans."""

from __future__ import annotations

import re

from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.model.model import Model

PERCENT = Text("percent", "百分比")
PERCENT_A_YEAR = Text("percent, annualised", "百分比（年化）")
PERCENT_OF_GDP = Text("percent of GDP", "占GDP百分比")
POINTS = Text("percentage points", "百分点")
POINTS_A_YEAR = Text("percentage points, annualised", "百分点（年化）")

_UNITS = {
    "GROWTH": PERCENT_A_YEAR,
    "INFL": PERCENT_A_YEAR,
    "U": PERCENT,
    "r": PERCENT,
    "RULE": PERCENT,
    "TAX": PERCENT_OF_GDP,
    "DEFICIT": PERCENT_OF_GDP,
}

LEVEL = Text("as in the data", "与数据相同")


def unit_of(name: str, data: Dataset) -> Text:
    """The unit of a series: the data's own word, or that of the built-in models."""
    return data.units.get(name) or _UNITS.get(name, LEVEL)


def change_of(unit: Text) -> Text:
    """The unit of a difference: percentage points where the values are in percent."""
    return Text(
        re.sub(r"^percent\b", "percentage points", unit.en), unit.zh.replace("百分比", "百分点")
    )


def title_of(name: str, data: Dataset, model: Model) -> Text:
    """What a series is called: by the data, else by the model, else its name."""
    return data.titles.get(name) or model.titles.get(name, Text(name, name))
