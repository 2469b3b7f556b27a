"""What ``model simulate`` is asked to change: settings, additions, fixed values.

The order is that of an institution's work: settings say what the model and its surroundings are
(``NAME=VALUE``), tracking finds the add-factors that reproduce the data in them, and only then
come the departures whose effect is asked for: ``NAME+=VALUE``, ``--add``, ``--fix``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tinbergen.app.settings import Assigned, Setting
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.exogenising import Exogenised
from tinbergen.model.model import Equation, Model

_MOST_NAMED = 12

_ENDOGENOUS = Text("endogenous variable", "内生变量")
_EITHER = Text("variable or equation", "变量或方程")
_VARIABLE = Text("variable", "变量")


def set_values(
    settings: Iterable[Setting], model: Model, data: Dataset, span: Span
) -> tuple[Model, Dataset]:
    """Settings laid over the model's parameters and the data's exogenous paths.

    Raises
    ------
    TinbergenError
        U016, U017 for what can't be set, U062 for periods outside ``span``, U063 for periods of a
        parameter, M006 when a parameter without value is added to.
    """
    for change in settings:
        if change.name in model.parameters:
            if change.stretch is not None:
                raise TinbergenError("U063", text=change, name=change.name)
            old = model.values.get(change.name)
            if change.add and old is None:
                raise TinbergenError("M006", names=change.name, model=model.name)
            value = change.value + old if change.add and old is not None else change.value
            model = model.with_values({change.name: value})
        elif change.name in model.exogenous:
            inside = _inside("--set", change, span)
            data = _moved(data, change.name, change.value, inside, add=change.add)
        else:
            raise _not_settable(change.name, model)
    return model, data


def add_values(
    additions: Iterable[Assigned],
    model: Model,
    data: Dataset,
    span: Span,
    residuals: Dataset | None,
) -> tuple[Dataset, Dataset | None]:
    """Additions to exogenous variables and to add-factors.

    Raises
    ------
    TinbergenError
        U062 for periods outside ``span``, U064 for parameters, U065 when no one equation is the
        variable's, U066 for unknown names.
    """
    for change in additions:
        inside = _inside("--add", change, span)
        if change.name in model.parameters:
            raise TinbergenError("U064", text=change, name=change.name)
        if change.name in model.exogenous:
            data = _moved(data, change.name, change.value, inside, add=True)
            continue
        name = equation_of(model, change.name, "--add").name
        if residuals is None:
            residuals = Dataset.of(span.start, {name: np.zeros(span.length)})
        elif name not in residuals:
            residuals = residuals.assign(**{name: np.zeros(span.length)})
        residuals = _moved(residuals, name, change.value, inside, add=True)
    return data, residuals


def held_values(
    fixed: Sequence[Assigned], instruments: Sequence[str], model: Model, span: Span
) -> tuple[Exogenised, ...]:
    """What is to be hit with what, period by period; of two values for one period the last counts.

    Raises
    ------
    TinbergenError
        U071 when not every value has its instrument, U062, U065, U066 as :func:`add_values`.
    """
    if len(fixed) != len(instruments):
        raise TinbergenError("U071", fixed=len(fixed), instruments=len(instruments))
    held: dict[tuple[str, int], Exogenised] = {}
    for change, instrument in zip(fixed, instruments, strict=True):
        if change.name not in model.endogenous:
            raise _unknown("--fix", _ENDOGENOUS, change.name, model, model.endogenous)
        equation_or_input = instrument
        if instrument not in model.exogenous:
            equation_or_input = equation_of(model, instrument, "--by").name
        for period in _inside("--fix", change, span):
            t = span.position(period)
            held[change.name, t] = Exogenised(change.name, t, change.value, equation_or_input)
    return tuple(held.values())


def equation_of(model: Model, name: str, option: str) -> Equation:
    """The equation called ``name``; else the one on whose left side the variable stands alone."""
    for equation in model.equations:
        if equation.name == name:
            return equation
    if name not in model.endogenous:
        known = [*model.endogenous, *model.exogenous, *(e.name for e in model.equations)]
        raise _unknown(option, _EITHER, name, model, known)
    left = [e for e in model.equations if {v.name for v in model.graph.variables(e.lhs)} == {name}]
    if len(left) != 1:
        pairs = zip(model.equations, model.incidence, strict=True)
        within = [equation.name for equation, own in pairs if name in own]
        raise TinbergenError("U065", name=name, known=some(within))
    return left[0]


def check_shown(names: Iterable[str], model: Model) -> None:
    """U066 for a variable of ``--show`` that the model does not have."""
    known = (*model.endogenous, *model.exogenous)
    for name in names:
        if name not in known:
            raise _unknown("--show", _VARIABLE, name, model, known)


def some(names: Sequence[str]) -> str:
    """Names for a message, as many as can be read."""
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def _inside(option: str, change: Setting | Assigned, span: Span) -> Span:
    """The periods of a change, all of them in the simulated ones."""
    stretch = change.stretch or span
    for period in (stretch.start, stretch.end):
        if period not in span:
            raise TinbergenError(
                "U062", option=option, text=change, period=period, start=span.start, end=span.end
            )
    return stretch


def _moved(data: Dataset, name: str, value: float, stretch: Span, *, add: bool) -> Dataset:
    """The data with ``value`` in place of a series over a stretch, or added to it.

    A series that is not there can be given values, not added to.
    """
    values = data[name].copy() if add or name in data else np.full(data.span.length, np.nan)
    first = data.span.position(stretch.start)
    inside = values[first : first + stretch.length]
    inside[:] = inside + value if add else value
    return data.assign(**{name: values})


def _unknown(
    option: str, what: Text, name: str, model: Model, likely: Iterable[str]
) -> TinbergenError:
    hint = did_you_mean(name, likely)
    return TinbergenError("U066", hint=hint, option=option, what=what, name=name, model=model.name)


def _not_settable(name: str, model: Model) -> TinbergenError:
    known = [*model.exogenous, *model.parameters]
    if name in model.endogenous:
        return TinbergenError("U016", name=name, model=model.name,
                              known=some(model.exogenous) or "-")  # fmt: skip
    return TinbergenError(
        "U017", hint=did_you_mean(name, known), name=name, model=model.name, known=some(known)
    )
