"""The gate: what a model must reach before it may be served, and whether it did.

``gate.json`` in the model's folder holds the verdicts, the hash of every file that makes the model,
and the user's seal. A model without it, with a verdict that failed, or with other files than those
judged is not served.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import is_file, read_text, write_atomic
from tinbergen.core.manifest import Listed
from tinbergen.core.serial import from_dict, parsed, sealed, to_json, unsealed
from tinbergen.core.version import __version__
from tinbergen.text.experiment import GatePart
from tinbergen.text.model import files_of

#: The file's name in a model's folder.
GATE = "gate.json"
#: Of what a gate asks, that which must be at least the threshold; the rest must be at most.
_AT_LEAST = ("f1", "robustness")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question of the gate. ``value`` is None where nothing was measured: that is no pass."""

    name: str
    threshold: float
    value: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Verdicts on a model and the files that they are about."""

    model: str
    verdicts: tuple[Verdict, ...]
    files: tuple[Listed, ...]
    made: str = ""
    version: str = field(default=__version__)
    seal: str = ""

    @property
    def passed(self) -> bool:
        """Whether every question was answered well."""
        return all(verdict.passed for verdict in self.verdicts)


def judge(part: GatePart, measured: Mapping[str, float | None]) -> tuple[Verdict, ...]:
    """Verdicts on what was measured, by name as in the experiment's ``gate``.

    A value that equals its threshold passes; one that is absent, None or NaN does not.
    """
    verdicts = []
    for name, threshold in part.model_dump().items():
        if threshold is None:
            continue
        value = measured.get(name)
        if value is None or math.isnan(value):
            verdicts.append(Verdict(name, threshold, None, False))
            continue
        good = value >= threshold if name in _AT_LEAST else value <= threshold
        verdicts.append(Verdict(name, threshold, float(value), bool(good)))
    return tuple(verdicts)


def write_gate(folder: Path, name: str, verdicts: tuple[Verdict, ...], made: str = "") -> Gate:
    """Write the verdicts on the model that stands in a folder now; without the user's key they
    have no seal. ``made`` says when."""
    gate = Gate(name, verdicts, files_of(folder), made)
    with suppress(TinbergenError):
        gate = sealed(gate)
    write_atomic(folder / GATE, to_json(gate) + "\n")
    return gate


def read_gate(folder: str | Path) -> Gate:
    """The gate of a folder, whatever it says.

    Raises
    ------
    TinbergenError
        T163 when there is none or it can't be read as one.
    """
    place = Path(folder) / GATE
    if not is_file(place):
        raise TinbergenError("T163", folder=folder)
    try:
        return from_dict(Gate, parsed(Gate, read_text(place)))
    except TinbergenError as fault:
        if fault.code != "C003":
            raise
        raise TinbergenError("T163", folder=folder) from None


def passed(folder: str | Path, *, unsealed_too: bool = False) -> Gate:
    """The gate of a model that may be served.

    Parameters
    ----------
    unsealed_too
        Whether one is taken that another key has sealed, or none.

    Raises
    ------
    TinbergenError
        T163 without a gate, T164 when a verdict failed (it names them), T165 when files were
        changed, taken away or added since, C231 when the seal is not this user's.
    """
    gate, place = read_gate(folder), Path(folder)
    problem = None if unsealed_too else unsealed(gate)
    if problem is not None:
        raise TinbergenError("C231", file=place / GATE, detail=problem)
    if not gate.passed:
        raise TinbergenError(
            "T164", folder=folder, failed=", ".join(_said(v) for v in gate.verdicts if not v.passed)
        )
    known, now = {f.name: f.sha256 for f in gate.files}, {f.name: f.sha256 for f in files_of(place)}
    other = sorted(name for name in {*known, *now} if known.get(name) != now.get(name))
    if other:
        raise TinbergenError("T165", folder=folder, files=", ".join(other))
    return gate


def _said(verdict: Verdict) -> str:
    sign = "<" if verdict.name in _AT_LEAST else ">"
    value = "?" if verdict.value is None else f"{verdict.value:.3g}"
    return f"{verdict.name} {value} {sign} {verdict.threshold:g}"
