"""What a case file says of a model, its own, a further world's or a satellite's."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from tinbergen.core.period import Period
from tinbergen.loop.case.schema import Number, Part, Weight, Words


class EstimationPart(Part):
    """The sample: from ``start`` to the as-of date, or to ``end`` where that is earlier.

    The method ``mode`` is for models that look ahead: the mode of the posterior that their
    estimated_params block describes.
    """

    start: Period | None = None
    end: Period | None = None
    method: Literal["ols", "2sls", "liml", "3sls", "i3sls", "fiml", "mode", "none"] | None = None


class OmitPart(Part):
    """Periods whose observed values a model that looks ahead takes as missing."""

    start: Period = Field(alias="from")
    end: Period = Field(alias="to")


class CalibrationPart(Part):
    """``use`` is the name of a way to get parameters from tables; ``with`` are its arguments."""

    use: str
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")


class UncertaintyPart(Part):
    """Standard deviations of what no estimation gives: disturbances by equation, parameters."""

    disturbances: dict[str, Weight] = Field(default_factory=dict)
    parameters: dict[str, Weight] = Field(default_factory=dict)


class PathPart(Part):
    """How an exogenous path goes on: at its average growth over ``years``, constant, or as stated.

    ``values`` are those of the rule ``stated``, by period; the last goes on.
    """

    rule: Literal["growth", "constant", "stated"]
    years: int = Field(default=5, ge=1, le=50)
    value: Number | None = None
    values: dict[Period, Number] = Field(default_factory=dict)


class ReadPart(Part):
    """What a satellite reads: its own variable = factor * indicator + offset."""

    indicator: str
    factor: Number = 1.0
    offset: Number = 0.0


class SatellitePart(Part):
    """A model in the actor's own variables that ``reads`` indicators of every world of the case.

    ``reads`` maps its exogenous variables to indicators, by name alone or with a factor and an
    offset. ``data`` is a table of its variables, where the case's own lacks them. The rest is as a
    case says it of its own model.
    """

    model: str
    title: Words
    reads: dict[str, ReadPart] = Field(min_length=1)
    data: str | None = None
    calibration: tuple[CalibrationPart, ...] = ()
    estimation: EstimationPart = EstimationPart()
    uncertainty: UncertaintyPart = UncertaintyPart()
    parameters: dict[str, Number] = Field(default_factory=dict)
    exogenous: dict[str, PathPart] = Field(default_factory=dict)
    policy: dict[str, str] = Field(default_factory=dict)
    sees_to: Period | None = None
    hindsight: bool = False
    note: Words | None = None

    @field_validator("reads", mode="before")
    @classmethod
    def _by_name(cls, said: object) -> object:
        """``UNRATE: U`` stands for ``UNRATE: {indicator: U}``."""
        if not isinstance(said, dict):
            return said
        return {k: {"indicator": v} if isinstance(v, str) else v for k, v in said.items()}
