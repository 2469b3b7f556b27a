"""What a model needs from beside its file: functions not given, companions for MATLAB, loaded
values. None of these is executed; here it is said what may be missing because of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.matlab.native import loaded_file
from tinbergen.model.external import External
from tinbergen.model.model import Model
from tinbergen.model.statements import Assignment, Native

#: Endings of files that Dynare looks for beside NAME.mod when it computes the steady state.
_ENDINGS = ("_steadystate.m", "_steadystate2.m")


def companion(model: Model) -> str | None:
    """The name of the file for MATLAB beside the model that computes its steady state."""
    place = Path(model.source)
    if not model.source or not place.is_file():
        return None
    names = (f"{place.stem}{ending}" for ending in _ENDINGS)
    return next((name for name in names if place.with_name(name).is_file()), None)


def not_given(model: Model) -> list[External]:
    """Functions that the steady_state_model block calls and nobody gave."""
    called = model.graph.called(*(step.value.node for step in model.steady_state))
    return [function for function in called if function.missing]


def computable(model: Model) -> tuple[Assignment, ...]:
    """Steps of steady_state_model that depend on no function that is missing."""
    absent = {function.name for function in not_given(model)}
    unknown: set[str] = set()
    kept = []
    for step in model.steady_state:
        node, graph = step.value.node, model.graph
        leaves = {*graph.parameters(node), *(v.name for v in graph.variables(node))}
        if leaves & unknown or any(f.name in absent for f in graph.called(node)):
            unknown.add(step.name)
        else:
            unknown.discard(step.name)
            kept.append(step)
    return tuple(kept)


def notices(model: Model) -> list[TinbergenError]:
    """What a user of the model should know before its numbers: M139, M140, M145."""
    found = []
    if absent := not_given(model):
        names = ", ".join(str(function.missing) for function in absent)
        found.append(TinbergenError("M139", at=absent[0].at, names=names))
    elif not model.steady_state and (file := companion(model)):
        found.append(TinbergenError("M140", file=file))
    set_there = {step.name: step for step in computable(model)}
    for name in model.given:
        if name in set_there:
            found.append(TinbergenError("M145", at=set_there[name].at, name=name))
    return found


def without_values(model: Model, names: Iterable[str]) -> TinbergenError:
    """The fault of parameters without values, with where the values may be: M142-M144, M006."""
    names = list(names)
    listed = ", ".join(names)
    kept = {step.name for step in computable(model)}
    later = {step.name for step in model.steady_state} - kept
    if later & set(names) and (absent := not_given(model)):
        there = ", ".join(name for name in names if name in later)
        return TinbergenError("M142", at=absent[0].at, names=there, function=absent[0].missing)
    if not model.steady_state and (file := companion(model)):
        return TinbergenError("M143", names=listed, file=file)
    for line in model.statements:
        if isinstance(line, Native) and (file := loaded_file(line)):
            return TinbergenError("M144", at=line.at, names=listed, file=file)
    return TinbergenError("M006", names=listed, model=model.name)
