"""Design: which instruments, set how, to meet the targets within the constraints.

The problem is solved on the nonlinear model itself (:mod:`tinbergen.engine.control.sqp`); the
plan's distribution comes from the same draws as the baseline's, so the two can be compared draw
by draw.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import LossPart, Plan, ShadowPrice
from tinbergen.core.documents.problem import Instrument
from tinbergen.core.period import Period
from tinbergen.core.serial import with_identity
from tinbergen.core.text import SPACES, Text
from tinbergen.loop.alarms import alarms_of, warning
from tinbergen.loop.attainment import attain, broken_limits, verdict_of
from tinbergen.loop.chances import Fresh, solve_checked
from tinbergen.loop.fiscal import fiscal_table
from tinbergen.loop.guidance import guidance_of
from tinbergen.loop.implausibility import implausibility, verdict_on
from tinbergen.loop.nature import DISTANCE
from tinbergen.loop.plan_notes import of_chances, of_decisions, of_worlds
from tinbergen.loop.problem import build_problem
from tinbergen.loop.record import kept
from tinbergen.loop.robustness import robustness_of, said
from tinbergen.loop.sampling import fresh_loss
from tinbergen.loop.scenarios.imposed import assumed
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved
from tinbergen.loop.uncertainty import fans, trip_wires
from tinbergen.loop.views import world_views
from tinbergen.loop.words import level_unit, unit_of

Array = NDArray[np.float64]

#: A limit binds when its price is above this share of the largest price.
_BINDING = 1e-6


def make_plan(situation: Situation, *, cites: Sequence[str] = ()) -> Plan:
    """The best plan from a situation, without alternatives.

    Raises
    ------
    TinbergenError
        E009, E010 when the optimisation fails, E021 when a chance can't be had; E008 when its draws
        can't be simulated; L071 when no world answers.
    """
    case = situation.case
    posed = build_problem(situation)
    fresh = Fresh(situation)
    solved, chances = solve_checked(situation, posed, fresh)
    scope = posed.scope
    shown = _variables(situation, solved)
    drawn = tuple(
        v for v in shown
        if v not in scope.instruments and v not in case.policies
        and all(v in pair.outlook.foresees for pair in scope.pairs)
    )  # fmt: skip
    central = solved.central(shown)
    before = after = None
    if scope.uncertain:
        before, after = scope.before(drawn), scope.after(solved.choices, drawn)
    attainment = tuple(attain(t, solved, central, before, after) for t in case.targets)
    wires = trip_wires(case, situation, after)
    start = situation.span.start
    found = implausibility(situation, solved)
    if found is None:
        verdict = verdict_of(attainment, broken_limits(solved, start), solved.kkt)
    else:
        verdict = verdict_on(situation, solved, found)
    robustness, record = robustness_of(situation, solved), kept.standing(case)
    unbeaten = kept.said(record)
    firsts = [] if unbeaten is None else [unbeaten]
    if robustness is not None:
        titles = {world.name: world.title for world in situation.worlds}
        told = said(robustness, titles, unbeaten=unbeaten is not None)
        firsts += [] if told is None else [told]
        if unbeaten is not None:
            robustness = dataclasses.replace(robustness, recommended="rules")
    planned = tuple(_path(v, situation, central[v]) for v in shown)
    baseline = tuple(_path(v, situation, scope.baseline(v)) for v in shown)
    alarms = alarms_of(situation, baseline, planned)
    verdict = warning(alarms) if alarms else SPACES.join((*firsts, verdict))
    plan = Plan(
        id="",
        name=case.name,
        title=case.title,
        start=start,
        horizon=situation.span.length,
        instruments=tuple(
            _series(i, situation, solved.settings[i.name]) for i in case.instruments
        ),
        baseline_instruments=tuple(
            _series(i, situation, scope.baseline(i.name)) for i in case.instruments
        ),
        outcomes=fans(situation, after, scope.recipe),
        baseline_outcomes=fans(situation, before, scope.recipe),
        planned=planned,
        baseline=baseline,
        attainment=attainment,
        binding=binding(solved, situation),
        trip_wires=wires,
        loss=solved.loss,
        baseline_loss=solved.baseline_loss,
        kkt_residual=solved.kkt,
        iterations=solved.iterations,
        verdict=verdict,
        provenance=situation.provenance(*cites, baseline=scope.meaning),
        assumptions=(
            *(() if (told_of := assumed(case)) is None else (told_of,)),
            *of_chances(case, wires, after, scope.recipe),
            *of_decisions(situation),
            *of_worlds(situation),
            *(_USED.fill(title=c.title, used=c.used, bound=c.bound, unit=c.unit)
              for c in case.constraints if c.used),
        ),
        limits=tuple(c for c in case.constraints if c.cumulative),
        objective=case.objective,
        worlds=world_views(situation, solved),
        frozen=situation.frozen(),
        loss_parts=_loss_parts(situation, solved),
        reference=_reference(situation, solved),
        fresh_loss=_fresh_loss(situation, solved, fresh),
        fiscal=fiscal_table(situation, solved, central),
        robustness=robustness,
        theta=case.theta,
        record=record,
        chances=chances,
        scenario=found,
        guidance=guidance_of(situation, solved),
        alarms=alarms,
    )  # fmt: skip
    return with_identity(plan)


def _fresh_loss(situation: Situation, solved: Solved, fresh: Fresh) -> float | None:
    """What an expected loss comes to on draws that the search has not seen."""
    case = situation.case
    if case.objective != "expected":
        return None
    return fresh_loss(
        fresh.scope(),
        solved.choices,
        solved.pair_paths,
        solved.problem.problems,
        case.penalty,
        case.risk,
    )


_FAR = Text("squared distance from the outlook", "与展望的平方距离")
_USE = Text("use of {name}", "{name}的使用")


def title_of_use(part: Text) -> Text | None:
    """What an instrument is called, by the title of its part of the loss; None of other parts."""
    ends = [words.split("{name}") for words in (_USE.en, _USE.zh)]
    if not (part.en.startswith(ends[0][0]) and part.zh.endswith(ends[1][1])):
        return None
    return Text(part.en.removeprefix(ends[0][0]), part.zh.removesuffix(ends[1][1]))


def _loss_parts(situation: Situation, solved: Solved) -> tuple[LossPart, ...]:
    """The central loss by target and by instrument, weighted over the worlds."""
    case = situation.case
    titles = {t.variable: t.title for t in case.targets}
    if case.nature:
        titles[DISTANCE] = _FAR
    kinds = {name: name for name in titles}
    for i in case.instruments:
        titles[i.name] = _USE.fill(name=i.title)
        kinds |= {f"{i.name} {kind}": i.name for kind in ("cost", "smoothness")}
    sums = {name: [0.0, 0.0] for name in titles}
    pairs = zip(
        solved.scope.pairs, solved.problem.problems, solved.idle_paths, solved.pair_paths,
        strict=True,
    )  # fmt: skip
    for pair, problem, idle, planned in pairs:
        for k, paths in enumerate((idle, planned)):
            errors = np.abs(problem.errors(paths))
            losses = problem.weights * (errors if case.penalty == "linear" else errors**2)
            for term, value in zip(problem.terms, losses.tolist(), strict=True):
                sums[kinds[term.name]][k] += pair.weight * value
    return tuple(
        LossPart(name, titles[name], before, after)
        for name, (before, after) in sums.items()
        if before or after
    )


def _reference(situation: Situation, solved: Solved) -> tuple[Series, ...]:
    """Paths from which relative targets count, where they differ from the baseline's."""
    found = []
    for name in dict.fromkeys(t.variable for t in situation.case.targets):
        path, base = solved.scope.compared(name), solved.scope.baseline(name)
        if np.abs(path - base).max() > 0:
            found.append(_path(name, situation, path))
    return tuple(found)


_USED = Text(
    "{title}: {used:,.4g} of {bound:,.4g} ({unit}) had been used before",
    "{title}：上限 {bound:,.4g}，此前已用 {used:,.4g}（{unit}）",
)


def _variables(situation: Situation, solved: Solved) -> tuple[str, ...]:
    """What a plan shows: targets, trip-wires, constraints, then what the case asks for."""
    case = situation.case
    first = [
        *(t.variable for t in case.targets),
        *case.trip_variables,
        *(c.variable for c in case.constraints),
    ]
    if case.budget is not None and case.budget.deficit is not None:
        # It counts as a difference, which responses tell without an outlook of it.
        deficit = case.budget.deficit[0]
        if all(deficit in pair.response.indicators for pair in solved.scope.pairs):
            first.append(deficit)
    rest = case.shown or case.model.endogenous
    known = [n for n in rest if solved.scope.knows(n)]
    return tuple(dict.fromkeys([*first, *known]))


def _series(instrument: Instrument, situation: Situation, path: Array) -> Series:
    return Series(
        instrument.name, level_unit(instrument, situation.data).en, situation.span.start,
        tuple(_clean(path[: situation.span.length]).tolist()),
    )  # fmt: skip


def _clean(path: Array) -> Array:
    """Rounding noise around zero, such as a rate at its bound, shown as zero."""
    return np.where(np.abs(path) < 1e-9, 0.0, path)


def _path(name: str, situation: Situation, path: Array) -> Series:
    unit = unit_of(name, situation.data).en
    values = path[: situation.span.length].tolist()
    return Series(name, unit, situation.span.start, tuple(values))


def binding(solved: Solved, situation: Situation) -> tuple[ShadowPrice, ...]:
    """Limits with a price, the most expensive first."""
    largest = float(solved.prices.max(initial=0.0))
    found: dict[tuple[str, Period | None], ShadowPrice] = {}
    for limit, price, slack in solved.priced:
        if price > _BINDING * largest:
            title, unit = solved.problem.meanings[limit.name]
            period = None if limit.period is None else situation.span.start + limit.period
            key = (limit.name, period)
            if key in found:
                # The two sides of an equality: what matters is the difference.
                price = abs(price - found[key].price)
            found[key] = ShadowPrice(limit.name, title, period, price, unit, slack)
    binding = (b for b in found.values() if b.price > _BINDING * largest)
    return tuple(sorted(binding, key=lambda b: -b.price))
