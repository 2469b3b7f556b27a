"""What answers to questions need: a finding with its identity, a series, parts told, a severity."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Part, Series
from tinbergen.core.serial import with_identity
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]


def finding(
    situation: Situation,
    name: str,
    title: Text,
    *,
    source: Text | None = None,
    kind: Literal["diagnosis", "forecast", "effect"] = "diagnosis",
    **facts: object,
) -> Finding:
    """A finding of the diagnosis as of the situation's date; its identity is its content's.

    ``source`` is that of what it rests on, where this is not the case's data.
    """
    provenance = situation.provenance()
    if source is not None and source.en:
        provenance = dataclasses.replace(provenance, source=source)
    found = Finding(
        id="", kind=kind, name=name, title=title, period=situation.as_of,
        provenance=provenance, **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    return with_identity(found)


def series(situation: Situation, name: str, unit: Text, values: Array) -> Series:
    """A path over the situation's data, shape (periods,); NaN is missing."""
    known = tuple(None if np.isnan(v) else float(v) for v in values)
    return Series(name, unit.en, situation.data.span.start, known)


def listed(parts: Iterable[Part], digits: int = 1, between: Text = SEMICOLONS) -> dict[str, str]:
    """Parts in words by language, ``en`` and ``zh``, the largest first."""
    ranked = sorted(parts, key=lambda p: -abs(p.value))
    return {
        "en": between.en.join(f"{p.title.en} {p.value:+.{digits}f}" for p in ranked),
        "zh": between.zh.join(f"{p.title.zh} {p.value:+.{digits}f}" for p in ranked),
    }


def bad(size: float, usual: float) -> float:
    """Severity of a deviation on the bad side, in units of the usual one; from 0 to 3.

    What is not known weighs nothing.
    """
    if not np.isfinite(size) or not np.isfinite(usual) or usual <= 0:
        return 0.0
    return max(0.0, min(3.0, size / usual))
