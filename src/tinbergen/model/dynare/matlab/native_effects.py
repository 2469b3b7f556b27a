"""What lines for MATLAB set, said in the model's terms: parameters, shocks, settings, names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tinbergen.model.dynare.matlab.matlab_functions import NotKnownError, Value, matrix, number
from tinbergen.model.dynare.matlab.matlab_values import STRUCTURES, Done, Place

#: Settings of Dynare's that commands heed here, with the option of a command that each is.
SETTINGS: dict[str, str] = {
    "options_.qz_criterium": "qz_criterium",
    "options_.order": "order",
    "options_.irf": "irf",
    "options_.periods": "periods",
    "options_.ar": "ar",
    "options_.drop": "drop",
    "options_.hp_filter": "hp_filter",
    "options_.one_sided_hp_filter": "one_sided_hp_filter",
    "options_.loglinear": "loglinear",
    "options_.relative_irf": "relative_irf",
    "options_.nomoments": "nomoments",
    "options_.steady.maxit": "maxit",
    "options_.solve_tolf": "tolf",
    "options_.dynatol.f": "tolf",
    "options_.simul.maxit": "maxit",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A variance, stderr or covariance of one or two shocks."""

    kind: str
    names: tuple[str, ...]
    value: float


@dataclass
class Effects:
    """``whole`` says that moments are the whole covariance matrix; ``rest`` are entries of the
    steady state by place, from 0, and ``at_run`` says that something holds in a run only."""

    workspace: dict[str, Value] = field(default_factory=dict)
    parameters: dict[str, float] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    whole: bool = False
    rest: dict[int, float] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    at_run: bool = False


def effects(done: Done, place: Place, parameters: Sequence[str], shocks: Sequence[str]) -> Effects:
    """Sort what statements have done.

    Raises
    ------
    NotKnownError
        When some of it has no meaning here: then none of it is to be taken over.
    """
    found = Effects()
    for kind, name, value in done.settings:
        if name not in (parameters if kind == "parameter" else shocks):
            raise NotKnownError
        if kind == "stderr":
            found.moments.append(Moment("stderr", (name,), value))
            found.names.append(name)
    for name, given in done.names.items():
        if name in parameters:
            found.parameters[name] = number(given)
            found.names.append(name)
        elif name == "M_.params":
            _parameters(found, given, place, parameters)
        elif name == "M_.Sigma_e":
            _covariance(found, done, given, shocks)
        elif name == "oo_.steady_state":
            found.at_run = True
            values = matrix(given).ravel(order="F").tolist()
            found.rest = {k: v for k, v in enumerate(values) if not math.isnan(v)}
            found.names.append(name)
        elif name.partition(".")[0] in STRUCTURES:
            if name not in SETTINGS:
                raise NotKnownError
            number(given)
            found.workspace[name] = given
            found.names.append(name)
        else:
            found.workspace[name] = given
            found.names.append(name)
    return found


def _parameters(found: Effects, given: Value, place: Place, parameters: Sequence[str]) -> None:
    before = place.known("M_.params")
    values = matrix(given).ravel(order="F")
    if before is None or values.size != len(parameters):
        raise NotKnownError
    old = matrix(before).ravel(order="F")
    for name, now, then in zip(parameters, values.tolist(), old.tolist(), strict=True):
        if now != then and not math.isnan(now):
            found.parameters[name] = now
            found.names.append(name)
    if not found.parameters:
        found.names.append("M_.params")


def _covariance(found: Effects, done: Done, given: Value, shocks: Sequence[str]) -> None:
    """The whole matrix, or entries of its diagonal: one beside it alone has no mirror image."""
    values, size = matrix(given), len(shocks)
    places = [indices for path, indices in done.entries if path == "M_.Sigma_e"]
    if all(len(indices) == 2 for indices in places):
        for row, column in places:
            i, j = int(number(row)), int(number(column))
            if i != j or not 1 <= i <= size:
                raise NotKnownError
            found.moments.append(Moment("variance", (shocks[i - 1],), float(values[i - 1, j - 1])))
            found.names.append(shocks[i - 1])
        return
    if values.shape != (size, size) or not np.array_equal(values, values.T):
        raise NotKnownError
    found.whole = True
    found.names += shocks
    for i in range(size):
        found.moments.append(Moment("variance", (shocks[i],), float(values[i, i])))
        for j in range(i):
            if values[i, j]:
                pair = (shocks[j], shocks[i])
                found.moments.append(Moment("covariance", pair, float(values[i, j])))
