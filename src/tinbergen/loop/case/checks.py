"""What a case file must agree with: the names and rules of its worlds, the dates of its data.

Faults are noted with the positions, so that all are told at once.
"""

from __future__ import annotations

from collections.abc import Collection

from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.loop.case.casefile import CaseFile
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.worldspec import WorldSpec
from tinbergen.model.model import Model


def world_names(world: WorldSpec) -> tuple[str, ...]:
    """Indicators and instruments that a world may answer for."""
    own: list[str] = [*world.indicators, *world.bridges]
    if world.model is not None:
        own += [*world.model.endogenous, *world.model.exogenous]
    own += world.forecast or ()
    own += [name for pair in world.effects for name in pair]
    return tuple(own)


_ROLES = {
    "instrument": "工具", "target": "目标", "constraint": "约束", "trip-wire": "触发线",
    "policy": "政策变量", "input": "输入", "exogenous": "外生变量",
    "deficit": "赤字", "growth": "增长率",
    "variable": "变量", "parameter or equation": "参数或方程",
}  # fmt: skip


_SET = Text("it is an instrument, which a plan sets; the deficit is an outcome",
            "它是计划所设定的工具，而赤字应为结果")  # fmt: skip


def check_names(
    written: CaseFile, model: Model, positions: Positions, outside: Collection[str]
) -> None:
    """Names in the case must be names of a world; what a plan sets is not an outcome of it.

    ``outside`` are names that further worlds know.
    """
    policy = policy_of(written, model)
    levers = [*model.exogenous, *policy, *outside]
    set_by_plan = [p.name for p in written.instruments]
    outcomes = [*(n for n in model.endogenous if n not in policy), *outside]
    named: list[tuple[str, str, Place, list[str]]] = []
    for v in written.exogenous:
        named.append(("exogenous", v, ("exogenous", v, "__key__"), list(model.exogenous)))
    inputs = [*model.exogenous, *(e.name for e in model.equations), *model.endogenous]
    for code, v in written.feels.items():
        named.append(("input", v, ("feels", code), inputs))
    for v in written.policy:
        named.append(("policy", v, ("policy", v, "__key__"), list(model.endogenous)))
    for i, p in enumerate(written.instruments):
        named.append(("instrument", p.name, ("instruments", i, "name"), levers))
    for i, t in enumerate(written.targets):
        named.append(("target", t.variable, ("targets", i, "variable"), outcomes))
    for i, c in enumerate(written.constraints):
        limited = [*outcomes, *set_by_plan]
        named.append(("constraint", c.variable, ("constraints", i, "variable"), limited))
    for i, v in enumerate(written.trip_wires.variables):
        named.append(("trip-wire", v, ("trip_wires", "variables", i), outcomes))
    for v in written.plausible:
        named.append(("variable", v, ("plausible", v, "__key__"), [*outcomes, *levers]))
    numbers = [*model.parameters, *(e.name for e in model.equations)]
    for i, h in enumerate(written.hindsight):
        for k, v in enumerate(h.parameters):
            named.append(("parameter or equation", v, ("hindsight", i, "parameters", k), numbers))
    if written.budget and written.budget.deficit:
        v, where = written.budget.deficit.variable, ("budget", "deficit", "variable")
        if v in set_by_plan:
            positions.note(positions.wrong(*where, problem=_SET))
        else:
            named.append(("deficit", v, where, outcomes))
    for series, parts in written.budget.grows.items() if written.budget else ():
        for i, v in enumerate(parts):
            named.append(("growth", v, ("budget", "grows", series, i), outcomes))
    for role, name, place, known in named:
        if name not in known:
            positions.note(TinbergenError(
                "L006", at=positions.at(*place), hint=did_you_mean(name, known),
                model=model.name or written.name, role=role, role_zh=_ROLES[role], name=name,
            ))  # fmt: skip


def policy_of(written: CaseFile, model: Model) -> dict[str, str]:
    """Rules that the plan sets aside: those of ``policy``, and those that instruments name.

    An instrument that the model determines by an equation of its own name needs none.
    """
    named = {}
    for part in written.instruments:
        if part.kind == "scenario":
            continue
        own = {e.name for e, present in zip(model.equations, model.incidence, strict=True)
               if part.name in present}  # fmt: skip
        if part.instead_of is not None:
            named[part.name] = part.instead_of
        elif part.name in own and part.name not in written.policy:
            named[part.name] = part.name
    return {**written.policy, **named}


def check_policy(written: CaseFile, model: Model, positions: Positions) -> None:
    """The equation dropped for a variable must be one in which it stands, and dropped once."""
    used: list[str] = []
    for name, equation in policy_of(written, model).items():
        known = [
            e.name for e, present in zip(model.equations, model.incidence, strict=True)
            if name in present and e.name not in used
        ]  # fmt: skip
        if equation not in known and name in model.endogenous:
            positions.note(TinbergenError(
                "L018", at=positions.at("policy", name), hint=did_you_mean(equation, known),
                equation=equation, name=name, known=", ".join(known) or "-",
            ))  # fmt: skip
        used.append(equation)


_OUT = Text("it is not in the horizon, which ends in {last}", "不在期限之内（期限止于 {last}）")


def check_date(date: Period, frequency: Frequency, at: Location | None = None) -> None:
    """L014 unless a date is of the data's frequency."""
    if date.frequency is not frequency:
        example = {1: "2008", 4: "2008Q3", 12: "2008-09"}[int(frequency)]
        raise TinbergenError("L014", at=at, date=date, example=example)


def check_dates(written: CaseFile, frequency: Frequency, positions: Positions) -> None:
    """Dates must be of the data's frequency."""
    dates: list[tuple[Period | None, Place]] = [
        (written.as_of, ("as_of",)),
        (written.estimation.start, ("estimation", "start")),
        (written.record.start if written.record else None, ("record", "start")),
        (written.estimation.end, ("estimation", "end")),
        (written.monitor.until if written.monitor else None, ("monitor", "until")),
        *((c.on, ("constraints", i, "on")) for i, c in enumerate(written.constraints)),
        *((h.until, ("hindsight", i, "until")) for i, h in enumerate(written.hindsight)),
        *((date, ("exogenous", name, "values", str(date)))
          for name, path in written.exogenous.items() for date in path.values),
    ]  # fmt: skip
    for date, place in dates:
        if date:
            at = positions.at(*place)
            positions.attempt(lambda date=date, at=at: check_date(date, frequency, at))  # type: ignore[misc]
    ahead = written.as_of.to(written.as_of + written.horizon)
    for i, c in enumerate(written.constraints):
        if c.on is None or c.on.frequency is not written.as_of.frequency:
            continue
        if c.on not in ahead or c.on == written.as_of:
            wrong = positions.wrong("constraints", i, "on", problem=_OUT.fill(last=ahead.end))
            positions.note(wrong)


def until_beyond(written: CaseFile, last: Period, positions: Positions) -> Advice | None:
    """L265 where monitoring shall go on beyond the data."""
    until = written.monitor.until if written.monitor else None
    if until is None or until.frequency is not last.frequency or until <= last:
        return None
    return Advice("L265", {"until": until, "last": last}, positions.at("monitor", "until"))


def check_frequency(frequency: Frequency, model: Model, positions: Positions) -> None:
    """The model must be made for the data's frequency."""
    wanted = model.values.get("per_year", float(frequency))
    if wanted != frequency:
        positions.note(TinbergenError(
            "L020", at=positions.at("model"), model=model.name, wanted=f"{wanted:g}",
            given=int(frequency),
        ))  # fmt: skip
