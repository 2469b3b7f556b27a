"""Names and units of series, for findings and plans."""

from __future__ import annotations

import re

from tinbergen.core.documents.problem import Instrument
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.model.model import Model

PERCENT = Text("percent", "百分比")
POINTS = Text("percentage points", "百分点")

LEVEL = Text("as in the data", "与数据相同")


def unit_of(name: str, data: Dataset) -> Text:
    """The unit of a series, as the data say."""
    return data.units.get(name, LEVEL)


def level_unit(instrument: Instrument, data: Dataset) -> Text:
    """The unit of an instrument's level: its own, unless that is percent of a reference path."""
    return unit_of(instrument.name, data) if instrument.percent else instrument.unit


def change_of(unit: Text) -> Text:
    """The unit of a difference: percentage points where the values are in percent."""
    return Text(
        re.sub(r"^percent\b", "percentage points", unit.en), unit.zh.replace("百分比", "百分点")
    )


def midway(title: Text) -> Text:
    """A title after other words: an article has no capital there.

    >>> midway(Text("The bank", "该银行")).en
    'the bank'
    """
    return Text(re.sub(r"^(The|An?)\b", lambda m: m[0].lower(), title.en), title.zh)


def title_of(name: str, data: Dataset, model: Model) -> Text:
    """What a series is called: by the data, else by the model, else its name."""
    return data.titles.get(name) or model.titles.get(name, Text(name, name))


def equation_title(name: str, data: Dataset, model: Model) -> Text:
    """What an equation is called: by its tag ``title`` (``English | 中文``), else by the one
    variable on its left that it determines, else its name."""
    equation = next((e for e in model.equations if e.name == name), None)
    if equation is None:
        return Text(name, name)
    if "title" in equation.tags:
        return Text.both(equation.tags["title"])
    determined = {
        v.name
        for v in model.graph.variables(equation.lhs)
        if v.lag == 0 and v.name in model.endogenous
    }
    return title_of(determined.pop(), data, model) if len(determined) == 1 else Text(name, name)
