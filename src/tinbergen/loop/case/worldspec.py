"""What a case says of a world: a model, a forecast, a table of effects, and how it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location
from tinbergen.core.period import Period, Span
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.information import Information
from tinbergen.loop.outlook.file import OutlookFile
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IndicatorMap:
    """The world's own variable of an indicator: indicator = factor * variable + offset.

    Of an outlook, the mean ``over`` so many periods.
    """

    variable: str
    factor: float = 1.0
    offset: float = 0.0
    over: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """What a satellite reads: its own variable = factor * indicator + offset."""

    indicator: str
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class BridgeSpec:
    """By which indicator ``source`` of the world one that it lacks is explained, and on what.

    ``at`` is where the case names it.
    """

    title: Text
    source: str
    lags: int = 1
    start: Period | None = None
    at: Location | None = None


def bridge_name(world: str, indicator: str) -> str:
    """Under which a plan keeps a bridge's numbers; no world is called so."""
    return f"{world} bridge to {indicator}"


@dataclass(frozen=True, slots=True)
class Shock:
    """A disturbance laid over the baseline: ``value`` is added from ``start`` to ``end``."""

    name: str
    value: float
    start: Period
    end: Period


@dataclass(frozen=True, slots=True)
class WorldSpec:
    """A world before it has seen data.

    Of a model: ``method`` of its estimation and the sample, from ``sample_start`` to the as-of date
    or to ``sample_end`` where that is earlier; ``paths`` by which exogenous variables go on,
    ``policy`` with the rules that a plan sets aside, ``disturbances`` and ``parameters`` with the
    standard deviations of what no estimation gives, ``coefficients`` with their ``covariance``; of
    one that looks ahead, ``observed`` with the measurement errors of what the data show,
    ``omitted`` periods whose values count as missing, and what is ``kept`` when something
    unforeseen comes.
    With ``baseline`` "data" the model follows the data beyond the as-of date, which are an
    institution's own projection, or the world's own ``projection``; ``shocks`` are then laid over
    it, after exogenous variables have been ``fixed``.

    Of a table: ``forecast`` with ``deviation`` (standard deviations, same names) and ``effects`` by
    (instrument, indicator): responses by horizon and their standard errors; ``forecast_at`` and
    ``effects_at`` are where the case names them. An ``outlook`` is a description and its file.

    ``bridges`` by indicator lead to what the world lacks. It counts before ``sees_to``, the last
    period that its numbers know of, only with ``hindsight``.
    """

    name: str
    title: Text = NO_TEXT
    model: Model | None = None
    method: str | None = None
    sample_start: Period | None = None
    paths: Mapping[str, PathPart] = field(default_factory=dict)
    policy: Mapping[str, str] = field(default_factory=dict)
    disturbances: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    observed: Mapping[str, float] = field(default_factory=dict)
    baseline: Literal["model", "data"] = "model"
    shocks: tuple[Shock, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    forecast: Dataset | None = None
    deviation: Dataset | None = None
    effects: Mapping[tuple[str, str], tuple[Array, Array]] = field(default_factory=dict)
    forecast_at: Location | None = None
    effects_at: Location | None = None
    indicators: Mapping[str, IndicatorMap] = field(default_factory=dict)
    information: Information = "announced"
    kept: Literal["rule", "path"] = "rule"
    outlook_weight: float = 1.0
    response_weight: float = 1.0
    sees_to: Period | None = None
    sample_end: Period | None = None
    outlook: tuple[OutlookFile, Path] | None = None
    note: Text | None = None
    omitted: tuple[Span, ...] = ()
    bridges: Mapping[str, BridgeSpec] = field(default_factory=dict)
    hindsight: bool = False
    projection: Dataset | None = None
    coefficients: tuple[str, ...] = ()
    covariance: Array | None = None

    @property
    def frozen_names(self) -> tuple[str, ...]:
        """Under which a plan keeps its numbers: its own name, then those of its bridges."""
        return (self.name, *(bridge_name(self.name, indicator) for indicator in self.bridges))

    def looks_back_from(self, date: Period) -> bool:
        """Whether its numbers know of what came after a date."""
        return self.sees_to is not None and self.sees_to > date

    @property
    def estimated(self) -> bool:
        """Whether the model has something to estimate and is meant to be."""
        if self.model is None or self.method == "none":
            return False
        return any(e.behavioural for e in self.model.equations)

    @property
    def looks_ahead(self) -> bool:
        return self.model is not None and self.model.lags[1] > 0


@dataclass(frozen=True, slots=True)
class SatelliteSpec:
    """A satellite before it has seen data: its model as a world of its own, and what it ``reads``.

    ``reads`` is by the model's exogenous variables, ``known_to`` the last period of its own table,
    where it has one. No world is called as ``world`` is.
    """

    world: WorldSpec
    reads: Mapping[str, Read]
    known_to: Period | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that it reads, each once."""
        return tuple(dict.fromkeys(read.indicator for read in self.reads.values()))

    @property
    def variables(self) -> tuple[str, ...]:
        """What it adds to worlds."""
        model = self.world.model
        if model is None:
            return ()
        return (*model.endogenous, *(n for n in model.exogenous if n not in self.reads))
