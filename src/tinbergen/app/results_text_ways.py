"""What ``text robust``, ``text continual`` and ``text active`` return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinbergen.app.answer import Note


@dataclass(frozen=True, slots=True)
class TextChange:
    """A kind of change: of ``rows`` texts that could be changed, the ``share`` that kept, moved or
    turned their label as they ``must``. ``low`` and ``high`` bound it with 95 percent over which
    rows are asked; None where no text could be changed. ``failed`` are up to three pairs that did
    not."""

    kind: str
    must: str
    rows: int
    share: float | None
    low: float | None
    high: float | None
    failed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TextSelective:
    """Answers where the model is sure. ``area`` is the mean risk over coverage on the test rows;
    at ``threshold`` (chosen on validation rows) it answers a share ``coverage`` of them, and
    ``risk`` of those wrongly, within ``low`` and ``high`` with 95 percent; None where nothing is
    answered."""

    area: float
    asked_risk: float
    threshold: float
    coverage: float
    risk: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TextForeign:
    """Texts that the model should not know: ``energy`` and ``distance`` are the chances that one of
    them scores higher than a test text (AUROC; one half tells nothing)."""

    rows: int
    energy: float
    distance: float


@dataclass(frozen=True, slots=True)
class TextRobustness:
    """``text robust``. ``kept`` is the share of labels that survive over all changes that must keep
    them. ``calibration_raw`` is the error before the temperature, ``calibration`` after.
    ``weighted_f1`` is the model's own on the rows asked; ``ensemble_f1`` with the other models."""

    model: str
    experiment: str
    rows: int
    kept: float | None
    changes: tuple[TextChange, ...]
    weighted_f1: float
    calibration_raw: float
    calibration: float
    selective: TextSelective
    foreign: TextForeign | None
    ensemble_f1: float | None
    advice: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class TextPeriod:
    """A period: rows learned from and asked, whether it was learned, and how far its texts had
    moved from those learned last: the largest stability index of a chance, and the smallest p-value
    of a direction of the vectors (None for the first)."""

    name: str
    train: int
    test: int
    learned: bool
    shifted: bool | None
    stability: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class TextContinual:
    """``text continual``. ``matrix[k][j]`` is the weighted F1 on period j's test rows after period
    k; ``backward`` the mean change of earlier periods' since they were learned (below zero is
    forgetting), ``forward`` the mean on periods not yet learned, ``last`` the mean at the end."""

    name: str
    folder: str
    by: str
    periods: tuple[TextPeriod, ...]
    matrix: tuple[tuple[float, ...], ...]
    last: float
    backward: float
    forward: float


@dataclass(frozen=True, slots=True)
class TextAsked:
    """``text active --data``: the table of texts to label, how many, of how many; by label how many
    the model now takes each for."""

    file: str
    asked: int
    of: int
    by: str
    guesses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TextTaken:
    """``text active --take``: the new labelled table; answers taken, left blank, and its rows."""

    file: str
    taken: int
    blank: int
    rows: int
