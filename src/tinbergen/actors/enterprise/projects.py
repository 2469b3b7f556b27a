"""What each project is worth, when to start it, and what a plan that minds no risk would do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.actors.enterprise import words
from tinbergen.charts.quantities import after_number
from tinbergen.core.documents.evidence import Finding, Interval
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.economics.investment.present_value import InternalRates, appraise, internal_rates
from tinbergen.economics.investment.tail import tail_mean
from tinbergen.economics.investment.timing_option import TimingOption, timing_option
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.problem import build_problem
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved, solve_problem
from tinbergen.loop.worlds.protocol import Choice
from tinbergen.loop.worlds.satellite import Satellite

Array = NDArray[np.float64]

#: What an instrument that does a project is called, before the project's name.
_DO = "DO_"
#: The share of draws that are the worst, where the case says none.
_LEVEL = 0.9


def satellite_of(situation: Situation) -> Satellite:
    """The enterprise's model.

    Raises
    ------
    TinbergenError
        L072 when the case has none.
    """
    if situation.satellite is None:
        raise TinbergenError("L072", case=situation.case.name)
    return situation.satellite


def money(situation: Situation) -> Text:
    """The unit of sums over the horizon: what outlays are in, which a case may say of its own."""
    return situation.data.units["OUTLAY"]


def answer_projects(situation: Situation, question: Question) -> Iterable[Finding]:
    """Each project's value over draws, its internal rate and the worth of waiting; then the plan
    with the largest mean."""
    level = situation.case.risk or _LEVEL
    names = [i.name.removeprefix(_DO) for i in situation.case.instruments if i.kind == "switch"]
    titles = {i.name.removeprefix(_DO): i.title for i in situation.case.instruments}
    drawn = _all_done(situation, names)
    read = [drawn[name] for name in satellite_of(situation).read]
    unit, a_period = money(situation), words.A_PERIOD[int(situation.as_of.frequency)]
    for name in names:
        values = drawn[f"VALUE_{name}"]
        worth = appraise(values, 0.0, level=level)
        low, high = np.quantile(worth.values, [0.05, 0.95])
        rates = _rates(situation, name, drawn[f"MADE_{name}"].mean(axis=0))
        note = a_period.fill(note=rates.note) if rates.rates else rates.note
        option = _waiting(values, read)
        yield finding(
            situation, f"project {name}", words.PROJECT.fill(name=titles[name]), kind="forecast",
            statement=words.PROJECT_SAID.fill(
                name=titles[name], expected=worth.expected, low=low, high=high,
                chance=100 * worth.chance_of_loss, worst=100 * (1 - level),
                tail=-worth.expected_shortfall, note=note, waiting=option.waiting,
                unit=after_number(unit),
            ),
            estimate=worth.expected, unit=unit, method=words.PROJECT_METHOD,
            interval=Interval(float(low), float(high), 0.9, words.RECIPE),
            diagnostics=(
                ("shortfall", worth.expected_shortfall), ("waiting", option.waiting),
                ("waiting, standard error", option.error),
                *(("internal rate, percent a period", 100 * r) for r in rates.rates),
            ),
        )  # fmt: skip
    if situation.case.risk is not None:
        best = drawn[situation.case.targets[0].variable].mean(axis=1).max()
        yield _against_risk(situation, titles, float(best))


def _all_done(situation: Situation, names: Sequence[str]) -> dict[str, Array]:
    """Draws (draws, periods) of values, operating profits, the first target and what is read.

    All projects are done: they do nothing to one another's cash, so that one run shows each by
    itself.
    """
    scope, length = situation.scope, situation.span.length
    paths = {
        n: np.ones(length) if n.startswith(_DO) else p.baseline(n)[:length]
        for p in scope.pairs[:1] for n in scope.instruments
    }  # fmt: skip
    choices = [Choice(paths, pair.information) for pair in scope.pairs]
    wanted = [f"{kind}_{name}" for kind in ("VALUE", "MADE") for name in names]
    wanted += [t.variable for t in situation.case.targets[:1]]
    wanted = list(dict.fromkeys([*wanted, *satellite_of(situation).read]))
    drawn = scope.after(choices, wanted)
    return {name: drawn[name][:, :length] for name in wanted}


def _rates(situation: Situation, name: str, made: Array) -> InternalRates:
    """Internal rates of a project's mean cash: the outlay, profit after tax, a sale at cost."""
    values = satellite_of(situation).own.model.values
    cost, tax = values[f"COST_{name}"], values["TAX_RATE"]
    cash = (1 - tax) * (made - values[f"WEAR_{name}"] * cost)
    cash[-1] += cost
    return internal_rates(np.concatenate([[-cost], cash]))


def _waiting(values: Array, read: Sequence[Array]) -> TimingOption:
    """The right to start in any quarter or never; what is left of the horizon is then worth.

    What a start is worth is what the quarter before lets expect: a regression on that quarter's
    profit and on what is read, so that nobody sees the draw's own future.
    """
    left = np.cumsum(values[:, ::-1], axis=1)[:, ::-1]
    known = np.stack([np.roll(path, 1, axis=1) for path in (values, *read)], axis=2)
    known[:, 0] = known[:1, 0]  # today is the same in every draw
    expected = np.empty_like(left)
    expected[:, 0] = left[:, 0].mean()
    for t in range(1, left.shape[1]):
        x = np.column_stack([np.ones(len(left)), known[:, t]])
        expected[:, t] = x @ np.linalg.lstsq(x, left[:, t], rcond=None)[0]
    return timing_option(expected, known, degree=2)


def _against_risk(situation: Situation, titles: dict[str, Text], best: float) -> Finding:
    """The plan anew for the mean alone, and what it does to the mean and to the worst share.

    ``best`` is the first target's mean in the best draw with all done.
    """
    first, *others = situation.case.targets
    # A wish that no draw reaches counts all profits, and not what lacks to a hurdle.
    wish = dataclasses.replace(first, desired=max(first.desired, 1.1 * best))
    plain = dataclasses.replace(situation.case, risk=None, targets=(wish, *others))
    other = dataclasses.replace(situation, case=plain)
    level = situation.case.risk or _LEVEL
    solved = [solve_problem(x, build_problem(x)) for x in (situation, other)]
    sums = [_summed(one, situation) for one in solved]
    weights = np.full(len(sums[0]), 1 / len(sums[0]))
    means = [float(one.mean()) for one in sums]
    tails = [-tail_mean(-one, weights, level) for one in sums]
    apart = [
        words.AGAINST.fill(name=titles[name.removeprefix(_DO)], own=mine[0], other=path[0])
        for name, path in solved[1].settings.items()
        if abs(path[0] - (mine := solved[0].settings[name])[0]) > 5e-3
    ]
    said, shown = words.OTHER, apart
    if not apart:
        said, shown = words.SAME, [t for n, t in titles.items() if _done(solved[0], n)]
    gain = means[1] - means[0]
    return finding(
        situation, "return against risk", words.CHOICE, kind="forecast",
        statement=said.fill(
            en=", ".join(t.en for t in shown) or "-", zh="，".join(t.zh for t in shown) or "-",
            gain=gain, worse=tails[0] - tails[1], worst=100 * (1 - level),
            unit=after_number(money(situation)),
        ),
        estimate=gain, unit=money(situation), method=words.CHOICE_METHOD,
        diagnostics=(
            ("mean", means[0]), ("mean of the other", means[1]), ("worst share", tails[0]),
            ("worst share of the other", tails[1]),
        ),
    )  # fmt: skip


def _done(solved: Solved, name: str) -> bool:
    """Whether a project is done."""
    return float(solved.settings.get(f"{_DO}{name}", np.zeros(1))[0]) > 0.5


def _summed(solved: Solved, situation: Situation) -> Array:
    """(draws,) of the first target's sum over the horizon."""
    name = situation.case.targets[0].variable
    drawn = solved.scope.after(solved.choices, [name])
    return np.asarray(drawn[name][:, : situation.span.length].sum(axis=1))
