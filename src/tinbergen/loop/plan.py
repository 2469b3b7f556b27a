"""Design: which instruments, set how, to meet the targets within the constraints.

The problem is solved on the nonlinear model itself (:mod:`tinbergen.engine.control.sqp`); the
plan's distribution comes from the same draws as the baseline's, so the two can be compared draw
by draw.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Fan, Series
from tinbergen.core.documents.plan import Attainment, LossPart, Plan, ShadowPrice, TripWire
from tinbergen.core.documents.problem import Instrument, Target
from tinbergen.core.period import Period
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.case.case import Case
from tinbergen.loop.problem import build_problem, desired, measure
from tinbergen.loop.sampling import fresh_loss
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.solving import Solved, solve_problem
from tinbergen.loop.views import world_views
from tinbergen.loop.words import change_of, level_unit, title_of, unit_of

Array = NDArray[np.float64]

#: Quantiles of the fans: the median and bands of 30, 60 and 90 percent.
LEVELS = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)

#: A limit binds when its price is above this share of the largest price.
_BINDING = 1e-6


def make_plan(situation: Situation, *, cites: Sequence[str] = ()) -> Plan:
    """The best plan from a situation, without alternatives.

    Raises
    ------
    TinbergenError
        E009, E010 when the optimisation fails; E008 when its draws can't be simulated; L071 when no
        world answers.
    """
    case = situation.case
    posed = build_problem(situation)
    solved = solve_problem(situation, posed)
    scope = posed.scope
    shown = _variables(situation, solved)
    drawn = tuple(v for v in shown if v not in scope.instruments and v not in case.policy)
    central = {**solved.central(shown), **solved.settings}
    before = after = None
    if scope.uncertain:
        before, after = scope.before(drawn), scope.after(solved.choices, drawn)
    attainment = tuple(_attain(t, solved, central, before, after) for t in case.targets)
    wires = _trip_wires(case, situation, after)
    start = situation.span.start
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
        outcomes=_fans(situation, after, scope.recipe),
        baseline_outcomes=_fans(situation, before, scope.recipe),
        planned=tuple(_path(v, situation, central[v]) for v in shown),
        baseline=tuple(_path(v, situation, scope.baseline(v)) for v in shown),
        attainment=attainment,
        binding=binding(solved, situation),
        trip_wires=wires,
        loss=solved.loss,
        baseline_loss=solved.baseline_loss,
        kkt_residual=solved.kkt,
        iterations=solved.iterations,
        verdict=_verdict(attainment, _broken(solved, start), solved.kkt),
        provenance=situation.provenance(*cites, baseline=scope.meaning),
        assumptions=(
            *_assumptions(case, wires, after, scope.recipe),
            *(_USED.fill(title=c.title, used=c.used, bound=c.bound, unit=c.unit)
              for c in case.constraints if c.used),
        ),
        limits=tuple(c for c in case.constraints if c.cumulative),
        objective=case.objective,
        worlds=world_views(situation, solved),
        frozen=situation.frozen(),
        loss_parts=_loss_parts(situation, solved),
        reference=_reference(situation, solved),
        fresh_loss=_fresh(situation, solved),
    )  # fmt: skip
    return with_identity(plan)


def _assumptions(
    case: Case, wires: Sequence[TripWire], after: Ensemble | None, recipe: Text
) -> tuple[Text, ...]:
    """How chances were found, or why there are none."""
    relative = Text("relative targets are measured from the baseline's central path",
                    "相对目标以基线中心路径衡量")  # fmt: skip
    if after is None:
        return (
            Text("nothing in this picture of the economy is random: the plan has no fan, no "
                 "probability and no trip-wire",
                 "此处对经济的刻画不含随机成分：计划没有扇形图、概率与触发线"),
            relative,
        )  # fmt: skip
    return (
        Text("instruments follow their planned paths in every draw",
             "每次抽样中工具均按计划路径执行"),
        Text("probabilities come from {draws} draws ({failed} could not be solved): {recipe}",
             "概率来自 {draws} 次抽样（其中 {failed} 次无解）：{recipe}").fill(
                 draws=case.draws, failed=after.failed, recipe=recipe),
        Text("a draw meets a target when its mean over the horizon does",
             "抽样的期内均值达标即视为达标"),
        relative,
        Text("were the plan's picture right, at least one of its {count} trip-wires would "
             "fire in {chance:.0f} % of draws",
             "即使计划的判断正确，仍有 {chance:.0f}% 的抽样触发 {count} 条触发线中至少一条",
             ).fill(count=len(wires), chance=100 * _false_alarms(wires, after)),
    )  # fmt: skip


def _fresh(situation: Situation, solved: Solved) -> float | None:
    """What an expected loss comes to on draws that the search has not seen."""
    case = situation.case
    if case.objective != "expected":
        return None
    other = dataclasses.replace(case, seed=case.seed + 1)
    scope = assess(other, frozen=situation.frozen()).scope
    return fresh_loss(
        scope, solved.choices, solved.pair_paths, solved.problem.problems, case.penalty
    )


_USE = Text("use of {name}", "{name}的使用")


def _loss_parts(situation: Situation, solved: Solved) -> tuple[LossPart, ...]:
    """The central loss by target and by instrument, weighted over the worlds."""
    titles = {t.variable: t.title for t in situation.case.targets}
    kinds = {name: name for name in titles}
    for i in situation.case.instruments:
        titles[i.name] = _USE.fill(name=i.title)
        kinds |= {f"{i.name} {kind}": i.name for kind in ("cost", "smoothness")}
    sums = {name: [0.0, 0.0] for name in titles}
    pairs = zip(
        solved.scope.pairs, solved.problem.problems, solved.idle_paths, solved.pair_paths,
        strict=True,
    )  # fmt: skip
    for pair, problem, idle, planned in pairs:
        for k, paths in enumerate((idle, planned)):
            losses = problem.weights * problem.errors(paths) ** 2
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


def _fans(situation: Situation, runs: Ensemble | None, recipe: Text) -> tuple[Fan, ...]:
    """The distribution of every variable drawn; none where nothing is random."""
    names = runs.variables if runs is not None else ()
    return tuple(_fan(v, situation, runs, recipe) for v in names if runs is not None)


def _fan(name: str, situation: Situation, runs: Ensemble, recipe: Text) -> Fan:
    horizon = situation.span.length
    return Fan(
        name,
        unit_of(name, situation.data).en,
        situation.span.start,
        LEVELS,
        tuple(tuple(q[:horizon].tolist()) for q in runs.quantiles(name, LEVELS)),
        tuple(runs.mean(name)[:horizon].tolist()),
        runs.values.shape[0],
        recipe,
    )


def _attain(
    target: Target,
    solved: Solved,
    central: Mapping[str, Array],
    before: Ensemble | None,
    after: Ensemble | None,
) -> Attainment:
    scope, name = solved.scope, target.variable
    pair = scope.pairs[0]
    horizon = pair.response.settings
    reference = scope.compared(name)
    # What is asked for in percent of a path is told in percent of it.
    scale = measure(target, reference, name) if target.percent else None

    def told(path: Array) -> Array:
        return (path if scale is None else scale.of(path))[:horizon]

    wanted = told(desired(target, reference))
    plan = told(central[name])
    linear = told(solved.linear[:, solved.problem.problem.variables.index(name)])
    misses = np.maximum(_miss(plan - wanted, target.sense), 0.0)
    worst = int(np.argmax(misses))
    slack = np.maximum(target.tolerance, 1e-6 * (1 + np.abs(wanted)))
    mean_miss = max(0.0, float(_miss(np.mean(plan - wanted), target.sense)))
    shortfall = mean_miss if target.average else float(misses.mean())
    met = bool(shortfall <= slack.mean() if target.average else (misses <= slack).all())

    def chance(runs: Ensemble | None) -> float | None:
        if runs is None:
            return None
        draws = runs[name] if scale is None else scale.of(runs[name])
        return _probability(target, draws[:, :horizon], wanted)

    return Attainment(
        variable=name,
        title=target.title,
        unit=target.unit,
        sense=target.sense,
        average=target.average,
        desired=float(wanted.mean()),
        before=float(told(scope.baseline(name)).mean()),
        planned=float(plan.mean()),
        linear=float(linear.mean()),
        shortfall=shortfall,
        worst=float(misses[worst]),
        worst_period=pair.response.span.start + worst,
        periods_met=int((misses <= slack).sum()),
        met=met,
        probability=chance(after),
        probability_before=chance(before),
    )


def _miss(gap: Array | np.floating[Any], sense: str) -> Array | np.floating[Any]:
    """How far a gap (value minus desired) is on the wrong side."""
    if sense == "at_least":
        return -gap
    return gap if sense == "at_most" else np.abs(gap)


def _probability(target: Target, paths: Array, wanted: Array) -> float:
    """Share of draws whose mean over the horizon meets the target."""
    gaps = paths.mean(axis=1) - wanted.mean()
    return float(np.mean(_miss(gaps, target.sense) <= target.tolerance))


def binding(solved: Solved, situation: Situation) -> tuple[ShadowPrice, ...]:
    """Limits with a price, the most expensive first."""
    largest = float(solved.prices.max(initial=0.0))
    limits = solved.problem.problem.limits
    found = []
    # Prices of limits that hold in several worlds stand behind the others.
    for limit, price, slack in zip(
        limits, solved.prices.tolist(), solved.slacks.tolist(), strict=False
    ):
        if price > _BINDING * largest:
            title, unit = solved.problem.meanings[limit.name]
            period = None if limit.period is None else situation.span.start + limit.period
            found.append(ShadowPrice(limit.name, title, period, price, unit, slack))
    return tuple(sorted(found, key=lambda b: -b.price))


def _trip_wires(case: Case, situation: Situation, runs: Ensemble | None) -> tuple[TripWire, ...]:
    """Bounds that all hold together with the case's probability if the plan is right.

    A single band at that level would be left far more often by one of several outturns. Each draw
    is ranked by its most extreme outturn; the bounds are the quantiles, the same for every wire,
    that the asked-for share of draws keeps.
    """
    if not case.trip_variables or runs is None:
        return ()
    periods = min(case.trip_periods, situation.span.length)
    paths = np.stack([runs[name][:, :periods] for name in case.trip_variables], axis=2)
    draws = paths.shape[0]
    ranks = paths.argsort(axis=0).argsort(axis=0)
    extreme = np.minimum(ranks, draws - 1 - ranks).min(axis=(1, 2))
    cut = int(np.quantile(extreme, 1 - case.trip_level, method="lower"))
    ordered = np.sort(paths, axis=0)
    lower, upper = ordered[cut], ordered[draws - 1 - cut]
    return tuple(
        TripWire(
            name,
            title_of(name, situation.data, case.model),
            situation.span.start + t,
            float(lower[t, k]),
            float(upper[t, k]),
            case.trip_level,
            unit_of(name, situation.data),
        )
        for k, name in enumerate(case.trip_variables)
        for t in range(periods)
    )


def _false_alarms(wires: Sequence[TripWire], runs: Ensemble) -> float:
    """Share of the plan's own draws that leave the bounds of any trip-wire."""
    outside = np.zeros(runs.values.shape[0], dtype=bool)
    for wire in wires:
        values = runs[wire.variable][:, wire.period - runs.span.start]
        outside |= (values < wire.lower) | (values > wire.upper)
    return float(outside.mean())


_MISS_AVERAGE = Text(
    "{title}: {gap:,.2f} {unit} off target on average", "{title}平均差 {gap:,.2f} {unit}"
)
_MISS_WORST = Text(
    "{title}: {gap:,.2f} {unit} off target on average, at worst {worst:,.2f}, in {period}",
    "{title}平均差 {gap:,.2f} {unit}，{period} 最差，为 {worst:,.2f}",
)


_EXCEEDED = Text("{title}: broken by {excess:,.2f} {unit}", "{title}突破 {excess:,.2f} {unit}")
_EXCEEDED_MOST = Text(
    "{title}: broken by up to {excess:,.2f} {unit}, most in {period}",
    "{title}最多突破 {excess:,.2f} {unit}（{period}）",
)


def _broken(solved: Solved, start: Period) -> list[Text]:
    """Limits that the plan can't keep, each with its largest excess."""
    worst: dict[str, tuple[float, int | None]] = {}
    limits = solved.problem.problem.limits
    for limit, slack in zip(limits, solved.slacks.tolist(), strict=False):
        if limit.name in solved.infeasible and -slack > worst.get(limit.name, (0.0, None))[0]:
            worst[limit.name] = (-slack, limit.period)
    words = []
    for name, (excess, period) in worst.items():
        title, unit = solved.problem.meanings[name]
        words.append(
            (_EXCEEDED if period is None else _EXCEEDED_MOST).fill(
                title=title, excess=excess, unit=change_of(unit), period=start + (period or 0)
            )
        )
    return words


#: Above it the first-order conditions are missed: a kink of the model stopped the search.
_STUCK = 1e-4


def _verdict(attainment: Sequence[Attainment], broken: Sequence[Text], kkt: float) -> Text:
    """Which constraints and which targets the plan gives up, and by how much."""
    said = [_of_targets(attainment)]
    if broken:
        limits = Text(
            "No path satisfies all constraints; as little as possible is given up: {en}.",
            "没有路径满足全部约束；尽可能少地放弃：{zh}。",
        ).fill(en="; ".join(w.en for w in broken), zh="；".join(w.zh for w in broken))
        said.insert(0, limits)
    if kkt > _STUCK:
        said.append(
            Text(
                "The search stopped at a kink of the model: a better plan may exist.",
                "搜索止于模型的折点：可能存在更好的计划。",
            )
        )
    return Text(" ".join(s.en for s in said), "".join(s.zh for s in said))


#: Periods that miss by about the same have no worst one.
_ALIKE = 1.01


def _of_targets(attainment: Sequence[Attainment]) -> Text:
    missed = [a for a in attainment if not a.met]
    if not missed:
        return Text("All targets are met on the central path.", "中心路径上全部目标均可实现。")
    words = [
        (_MISS_AVERAGE if a.average or a.worst <= _ALIKE * a.shortfall else _MISS_WORST).fill(
            title=a.title,
            gap=a.shortfall,
            unit=change_of(a.unit),
            worst=a.worst,
            period=a.worst_period,
        )
        for a in missed
    ]
    return Text(
        "Not all targets can be met within the constraints. The best compromise: {en}.",
        "在约束内无法实现全部目标。最佳折中：{zh}。",
    ).fill(en="; ".join(w.en for w in words), zh="；".join(w.zh for w in words))
