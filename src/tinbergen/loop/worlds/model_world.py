"""A compiled model as a world: estimated or given, simulated, explained exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.engine.simulate.counterfactual import Ruled, counterfactual
from tinbergen.engine.simulate.derive import derive
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.words import equation_title
from tinbergen.loop.worlds.model_paths import ModelPaths
from tinbergen.loop.worlds.protocol import (
    Choice,
    Explanation,
    Question,
    log_density,
    silent,
)
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

#: The cause that takes what identities leave: data that do not add up exactly.
IDENTITIES = "identities"


@dataclass(frozen=True)
class ModelWorld(ModelPaths):
    """Its paths, and what it says of an outturn."""

    @property
    def answers(self) -> frozenset[Question]:
        if self._forward_only:
            return frozenset({"outlook", "respond"})
        return frozenset({"outlook", "respond", "explain", "replay", "score"})

    @property
    def _forward_only(self) -> bool:
        """Whether it says nothing of outturns: it looks ahead, or the data don't show it."""
        return self.model.lags[1] > 0 or not self.observed

    # --- what came in -----------------------------------------------------------------------

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        """From what a plan assumed to what came, input by input, on the policy model.

        Instruments, other exogenous variables and every equation's disturbance are replaced one by
        one; the parts sum exactly.
        """
        if self._forward_only:
            raise silent(self, "explain")
        model, outturn = self.policy_model, derive(self.model, outturn)
        new, old, groups = self._inputs(outturn, span, plan)
        longer = outturn.window(outturn.span.start, span.end)
        first = longer.span.position(span.start)
        equations = [e.name for e in model.equations]

        def evaluate(inputs: Mapping[str, Array]) -> Array:
            moved = {}
            for name in model.exogenous:
                values = np.array(longer[name])
                values[first:] = inputs[name]
                moved[name] = values
            shocks = Dataset.of(span.start, {name: inputs[name] for name in equations})
            run = simulate(model, longer.assign(**moved), span, residuals=shocks)
            return np.array([run[name][-1] for name in indicators])

        split = attribute(evaluate, old, new, groups)
        parts = dict(zip(split.groups, split.parts, strict=True))
        titles = {name: self._cause(name) for name in parts}
        return Explanation(span, tuple(indicators), parts, titles)

    def _inputs(
        self, outturn: Dataset, span: Span, plan: Choice
    ) -> tuple[dict[str, Array], dict[str, Array], dict[str, list[str]]]:
        """What came, what the plan assumed, and which of these inputs make a cause together."""
        model = self.policy_model
        residuals = track(model, outturn, span)
        planned = {name: path[: span.length] for name, path in plan.paths.items()}
        others = [n for n in model.exogenous if n not in planned]
        window = outturn.window(span.start, span.end)
        expected = self.policy_data.window(span.start, span.end)
        new = {name: window[name] for name in (*planned, *others)}
        old = {name: planned.get(name, expected[name]) for name in new}
        assumed = self.residuals_of(model)
        if assumed is not None:
            assumed = assumed.window(span.start, span.end)
        equations = [e.name for e in model.equations]
        for name in equations:
            new[name] = residuals[name]
            old[name] = np.zeros(span.length)
            if assumed is not None and name in assumed:
                old[name] = assumed[name]
        drawn = self.draws.disturbances
        behavioural = [e.name for e in model.equations if e.behavioural or e.name in drawn]
        groups = {name: [name] for name in (*planned, *others, *behavioural)}
        groups[IDENTITIES] = [name for name in equations if name not in behavioural]
        return new, old, groups

    def _cause(self, name: str) -> Text:
        """A variable by its title, a disturbance as its equation's surprise."""
        if name == IDENTITIES:
            return Text("rounding of the data", "数据舍入")
        known = self.known.titles.get(name) or self.model.titles.get(name)
        if known:
            return known
        title = equation_title(name, self.known, self.model)
        return Text("{name} surprise", "{name}意外").fill(name=title)

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
        """Rules go on that a choice leaves at their baseline or does not name.

        They answer what came, disturbed as in the baseline and not as in the outturn.
        """
        if self._forward_only:
            raise silent(self, "replay")
        model, outturn = self.policy_model, derive(self.model, outturn)
        paths, ruled = {}, {}
        for who, choice in choices.items():
            paths[who], rule = self.replayed(choice, span)
            if rule is not None:
                ruled[who] = rule
        parameters = None
        if draws:
            parameters = {
                n: d for n, d in self.draws.parameters.items() if n in model.parameters
            }  # fmt: skip
        return counterfactual(
            model, outturn, span, paths, parameters=parameters, variables=tuple(indicators),
            ruled=ruled,
        )  # fmt: skip

    def replayed(self, choice: Choice, span: Span) -> tuple[dict[str, Array], Ruled | None]:
        """What a choice sets in an outturn, and the world in which the rules of the rest go on."""
        going = [n for n in self.policy if self._goes_on(n, choice)]
        paths = {n: path[: span.length] for n, path in choice.paths.items() if n not in going}
        return paths, self._ruled(frozenset(going), span) if going else None

    def _goes_on(self, name: str, choice: Choice) -> bool:
        """Whether a choice leaves an instrument to its rule."""
        path = choice.paths.get(name)
        return path is None or np.allclose(path, self.baseline(name)[: path.size], atol=1e-8)

    def _ruled(self, going: frozenset[str], span: Span) -> Ruled:
        """The world in which rules of some instruments go on."""
        held = {n: equation for n, equation in self.policy.items() if n not in going}
        model = self.model.exogenise(held) if held else self.model
        calm = {rule: np.zeros(span.length) for name in going for rule in self._rules_of(name)}
        assumed = self.residuals_of(model)
        if assumed is not None:
            window = assumed.window(span.start, span.end)
            calm |= {equation: window[equation] for equation in calm if equation in assumed}
        return Ruled(model, calm)

    def _rules_of(self, instrument: str) -> list[str]:
        """The equations of an instrument's rule: the one that sets it, and what this one bounds.

        It only bounds another variable, such as the rate by a rule that has a floor, where it is
        no estimated equation, has no parameter and holds no other variable and no lag. What
        determines that variable is of the rule where one equation more holds it.
        """
        model, setting = self.model, self.policy[instrument]
        held = {e.name: model.variables_of(e) for e in model.equations}
        bounded = [v for v in held[setting] if (v.name, v.lag) != (instrument, 0)]
        equation = model.equation(setting)
        if (
            equation.behavioural or model.graph.parameters(equation.residual)
            or len(bounded) != 1 or bounded[0].lag or bounded[0].name not in model.endogenous
        ):  # fmt: skip
            return [setting]
        inner = [
            e for e, variables in held.items()
            if e != setting and bounded[0].name in {v.name for v in variables}
        ]  # fmt: skip
        return [setting, *inner] if len(inner) == 1 else [setting]

    score = log_density

    def frozen(self) -> FrozenWorld:
        return self.law.frozen(self.name, self.model.values)
