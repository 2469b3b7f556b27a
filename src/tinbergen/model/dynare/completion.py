"""What can only be said of a model file once all of it has been read."""

from __future__ import annotations

import dataclasses

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.reading import ENDOGENOUS, Reading
from tinbergen.model.dynare.regimes import join_regimes
from tinbergen.model.statements import Command, without_names

#: Commands that give a model further equations: a variable in none of its own may have its use.
_PLANNER = ("planner_objective", "ramsey_model", "ramsey_policy", "discretionary_policy", "osr")


def complete(reading: Reading) -> None:
    """Join equations of the steady state with those they replace, and look at the whole.

    Raises
    ------
    TinbergenError
        M122 when equations for the steady state do not fit, M124 when an equation does not grow
        at one rate, M004 for a name taken to be exogenous where a variable is missing.
    """
    _rest(reading)
    _balance(reading)
    join_regimes(reading)
    _leave_out(reading)
    if reading.undeclared and len(reading.equations) > len(reading.of(ENDOGENOUS)):
        raise next(iter(reading.undeclared.values()))


def _rest(reading: Reading) -> None:
    """The equations tagged [static] in the place of those tagged [dynamic], in their order."""
    dynamic = [k for k, e in enumerate(reading.equations) if "dynamic" in e.tags]
    if len(dynamic) != len(reading.resting):
        marked = [*reading.resting, *(reading.equations[k] for k in dynamic)]
        raise TinbergenError(
            "M122", at=marked[0].at, static=len(reading.resting), dynamic=len(dynamic)
        )
    for k, equation in zip(dynamic, reading.resting, strict=True):
        reading.equations[k] = dataclasses.replace(reading.equations[k], at_rest=equation.residual)


def _balance(reading: Reading) -> None:
    if not reading.trends.known:
        return
    for k, residual in reading.growing.items():
        trend = reading.trends.unbalanced(residual, reading.values)
        if trend is not None:
            equation = reading.equations[k]
            raise TinbergenError("M124", at=equation.at, equation=equation.name, trend=trend)


def _leave_out(reading: Reading) -> None:
    """Variables that stand in no equation, which Dynare leaves out with its option nostrict."""
    commands = {s.name for s in reading.statements if isinstance(s, Command)}
    spare = len(reading.of(ENDOGENOUS)) - len(reading.equations)
    if not reading.tolerant or spare <= 0 or commands & {*_PLANNER}:
        return
    roots = [r for e in reading.equations for r in (e.residual, e.at_rest) if r is not None]
    used = {v.name for v in reading.graph.variables(*roots)} | {*reading.steady_operators.values()}
    unused = [n for n in reading.of(ENDOGENOUS) if n not in used]
    for name in unused:
        at = reading.source.locate(reading.declared_at[name])
        reading.notices.append(TinbergenError("M129", at=at, name=name))
        del reading.kinds[name]
        reading.initial.pop(name, None)
    reading.statements = without_names(reading.statements, unused)
