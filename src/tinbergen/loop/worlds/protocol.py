"""What a world is: one picture of how the economy works, and the five questions put to it.

The verbs know no more of a world than this. A world that can't answer a question says so
(:func:`silent`), and what stands in losses, constraints and trip-wires are indicators, which the
world maps to its own variables and units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.dynamics import Dynamics
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.information import Information

Array = NDArray[np.float64]

#: What holds of a rule's instrument when something unforeseen comes.
Kept = Literal["rule", "path"]
Question = Literal["outlook", "respond", "explain", "replay", "score"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Paths of instruments: name -> levels, shape (settings,); those not named follow their rules.

    They are set in the first ``settings`` periods of a world's span; beyond, rules resume.
    """

    paths: Mapping[str, Array]
    information: Information = "announced"

    @property
    def key(self) -> tuple[Any, ...]:
        """The same for choices that are the same."""
        return (self.information, *((name, path.tobytes()) for name, path in self.paths.items()))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a world says of a choice: central paths by indicator, shape (periods,), and draws."""

    central: Mapping[str, Array]
    draws: Ensemble


@dataclass(frozen=True, slots=True)
class Explanation:
    """What produced an outturn: ``parts`` of outturn minus plan in the last period of ``span``.

    cause -> shape (indicators,); causes are instruments set otherwise, states and shocks; they sum
    to the difference. ``titles`` say in words what a cause is.
    """

    span: Span
    indicators: tuple[str, ...]
    parts: Mapping[str, Array]
    titles: Mapping[str, Text]


@runtime_checkable
class World(Protocol):
    """One picture of the economy as of a date, over ``span``: the horizon, then the tail.

    ``settings`` is the number of periods of the horizon, in which instruments are chosen.
    ``sees_to`` is the last period that its parameters have seen, None for published ones.
    ``uncertain`` says whether its outlook has a distribution. Draw d of one world and draw d of
    another come from the same random numbers where they have the same law.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Text: ...

    @property
    def span(self) -> Span: ...

    @property
    def settings(self) -> int: ...

    @property
    def sees_to(self) -> Period | None: ...

    @property
    def uncertain(self) -> bool: ...

    @property
    def meaning(self) -> Text:
        """What the baseline is, in words."""

    @property
    def recipe(self) -> Text:
        """Where the draws of its outlook and responses come from, in words."""

    @property
    def answers(self) -> frozenset[Question]: ...

    @property
    def indicators(self) -> tuple[str, ...]:
        """What it has paths of, instruments included."""

    @property
    def foresees(self) -> tuple[str, ...]:
        """Of which indicators it has an outlook."""

    @property
    def instruments(self) -> tuple[str, ...]:
        """Of which instruments it knows effects."""

    def scores(self, instrument: str) -> tuple[str, ...]:
        """Indicators on which it knows an instrument's effect."""

    def baseline(self, name: str) -> Array:
        """The central path of an indicator or instrument with rules going on, (periods,)."""

    def compared(self, name: str) -> Array:
        """The path from which relative targets count; the baseline but for revised plans."""

    def anchor(self, name: str) -> Array:
        """The path from which instruments' costs and bounds count."""

    def outlook(self) -> Ensemble:
        """Joint draws of its indicators with rules going on."""

    def dynamics(
        self, instruments: Sequence[str], indicators: Sequence[str], information: Information
    ) -> Dynamics:
        """How indicators answer instruments, from the baseline."""

    def effect_draws(self, choice: Choice, indicators: Sequence[str]) -> Array | None:
        """Effects draw by draw around a choice, (draws, periods * indicators, settings *
        instruments): of all draws, those that can't be solved too.

        None where every draw has the effects of the central path.
        """

    def respond(self, choice: Choice, indicators: Sequence[str]) -> Outcome:
        """What a choice does."""

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        """Which states and shocks produced what came in, beside what the plan said."""

    def replay(
        self,
        outturn: Dataset,
        span: Span,
        choices: Mapping[str, Choice],
        indicators: Sequence[str],
        *,
        draws: bool = False,
        plan: Choice | None = None,
    ) -> Mapping[str, Ensemble]:
        """What other choices would have done to the states and shocks of an outturn.

        With ``draws`` there is one for each draw of the coefficients, else one at their estimates.
        ``plan`` is what was announced before the outturn.
        """

    def score(self, outturn: Dataset, span: Span, indicators: Sequence[str]) -> float:
        """The log density that it gave to what came in."""

    def frozen(self) -> FrozenWorld:
        """What makes it again years later."""


#: What a plan is measured against, in words.
NO_POLICY = Text(
    "no new policy: rules and instruments going on as the case says, disturbances at their mean "
    "of zero",
    "无新政策：规则与工具按案例所定延续，扰动取均值零",
)


def silent(world: World, question: str) -> TinbergenError:
    """The error that a world does not answer a question: L070."""
    return TinbergenError("L070", world=world.name, question=question)


_NO_OUTLOOK = Text("no outlook of {names}", "没有 {names} 的展望")
_NO_EFFECT = Text("no effect of {names}", "没有 {names} 的效应")


def lacks_outlook(
    world: World, indicators: Sequence[str], behind: Mapping[str, Sequence[str]] | None = None
) -> Text | None:
    """Of which indicators a world has no outlook; None when it has all.

    Of a satellite's variables those ``behind`` them are said that it lacks.
    """
    lacking = [n for n in indicators if n not in world.foresees]
    reasons = _behind(lacking, behind or {}, world.foresees)
    return _NO_OUTLOOK.fill(names=", ".join(reasons)) if lacking else None


def _behind(
    lacking: Sequence[str], behind: Mapping[str, Sequence[str]], known: Sequence[str]
) -> list[str]:
    """What is lacking, of satellites' variables what they read and is not known."""
    found: dict[str, None] = {}
    for name in lacking:
        read = [n for n in behind.get(name, ()) if n not in known]
        found |= dict.fromkeys(read or [name])
    return list(found)


def lacks_effects(
    world: World,
    instruments: Sequence[str],
    indicators: Sequence[str],
    behind: Mapping[str, Sequence[str]] | None = None,
) -> Text | None:
    """Which effects of instruments on indicators a world does not know; None when it knows all.

    Those of a satellite's own instruments it lacks where it lacks what is ``behind`` them.
    """
    if "respond" not in world.answers:
        return _NO_EFFECT.fill(names=", ".join(instruments))
    lacking = []
    for instrument in instruments:
        if instrument not in world.instruments:
            lacking.append(instrument)
            continue
        known = world.scores(instrument)
        unknown = _behind([n for n in indicators if n not in known], behind or {}, known)
        lacking += [f"{instrument} → {n}" for n in unknown]
    return _NO_EFFECT.fill(names=", ".join(lacking)) if lacking else None


def log_density(world: World, outturn: Dataset, span: Span, indicators: Sequence[str]) -> float:
    """The joint normal log density of an outturn under draws of a world's outlook.

    All periods of ``span`` and all indicators stand in one vector, with the full covariance of the
    draws: one without its correlations would be falsely decisive. NaN where an outturn is missing
    or there are fewer draws than numbers.

    Raises
    ------
    TinbergenError
        L070 when nothing in the world is random.
    """
    if not world.uncertain:
        raise silent(world, "score")
    outlook = world.outlook()
    periods = [span.start + t - outlook.span.start for t in range(span.length)]
    names = [n for n in indicators if n in outlook.variables]
    drawn = np.concatenate([outlook[n][:, periods] for n in names], axis=1)
    came = np.concatenate([outturn.window(span.start, span.end)[n] for n in names])
    return normal_log_density(drawn, came)


def normal_log_density(drawn: Array, came: Array) -> float:
    """The log density of ``came`` (n,) under the normal with the moments of ``drawn`` (draws, n).

    NaN where it is missing or there are fewer draws than numbers.
    """
    count, size = drawn.shape
    if count <= size + 1 or not np.isfinite(came).all():
        return float("nan")
    centred = drawn - drawn.mean(axis=0)
    covariance = centred.T @ centred / (count - 1)
    sign, log_det = np.linalg.slogdet(covariance)
    if sign <= 0:
        return float("nan")
    gap = came - drawn.mean(axis=0)
    distance = float(gap @ np.linalg.solve(covariance, gap))
    return float(-0.5 * (size * np.log(2 * np.pi) + float(log_det) + distance))
