"""A world with a satellite on it: its paths, and what it says of an outturn."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.counterfactual import counterfactual
from tinbergen.engine.simulate.derive import derive
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.words import midway
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.protocol import Choice, Explanation, Question, World, log_density
from tinbergen.loop.worlds.satellite import Satellite, read_outturn, read_paths
from tinbergen.loop.worlds.series import paths_over
from tinbergen.loop.worlds.stacked_paths import StackedPaths, laid

Array = NDArray[np.float64]

_READ = Text("{name}, read by {title}", "{title}所读取的{name}")
#: The cause that takes all of an indicator where the world inside explains nothing.
_OUTLOOK = "outlook"
_MISSED = Text("what the outlook missed", "展望的偏差")


@dataclass(frozen=True)
class StackedWorld(StackedPaths):
    """Of the satellite it explains what came by what it reads, its disturbances, its instruments.

    That needs no explanation of what is read: where the world inside has none, its indicators have
    one cause.
    """

    @property
    def answers(self) -> frozenset[Question]:
        found = {*self.inner.answers, "explain"}
        if not self.inner.instruments:
            found |= {"replay"}
        if self.satellite.instruments or self.nature:
            found |= {"respond"}
        return frozenset(found)

    def explain(
        self, outturn: Dataset, span: Span, plan: Choice, indicators: Sequence[str]
    ) -> Explanation:
        theirs, own, _ = self.split(plan)
        asked = [n for n in indicators if self._theirs(n)]
        mine = [n for n in indicators if not self._theirs(n)]
        parts: dict[str, Array] = {}
        titles: dict[str, Text] = {}
        if asked:
            found = self._inside(outturn, span, theirs, asked)
            parts, titles = self._laid(found.parts, asked, indicators), dict(found.titles)
        if mine:
            planned = read_paths(self.satellite.reads, self.lead(plan))
            data = paths_over(self.own.run.data, planned, self.own.span)
            at = dataclasses.replace(self.own, run=self.own.run.replace(data=data))
            came = read_outturn(self.satellite.reads, outturn)
            said = at.explain(came, span, Choice(own, plan.information), mine)
            named = {c: c if c in own else f"{self.satellite.name} {c}" for c in said.parts}
            ours = {named[c]: part for c, part in said.parts.items()}
            parts |= self._laid(ours, mine, indicators)
            titles |= {named[c]: self._said(c, title, outturn) for c, title in said.titles.items()}
        return Explanation(span, tuple(indicators), parts, titles)

    def _said(self, cause: str, title: Text, data: Dataset) -> Text:
        """What is read by the title of the data, else of the model inside; other causes as the
        satellite's model has them."""
        if cause not in self.satellite.reads:
            return title
        name = self.satellite.reads[cause].indicator
        inside = self.inner.model.titles if isinstance(self.inner, ModelWorld) else {}
        shown = data.titles.get(name) or inside.get(name) or Text(name, name)
        return _READ.fill(name=shown, title=midway(self.satellite.title))

    def _laid(
        self, parts: Mapping[str, Array], own: Sequence[str], indicators: Sequence[str]
    ) -> dict[str, Array]:
        """Parts of some indicators as those of all; nothing of the others."""
        return {
            cause: np.array([part[own.index(n)] if n in own else 0.0 for n in indicators])
            for cause, part in parts.items()
        }

    def _inside(
        self, outturn: Dataset, span: Span, plan: Choice, asked: Sequence[str]
    ) -> Explanation:
        if "explain" in self.inner.answers:
            return self.inner.explain(outturn, span, plan, asked)
        central = self.answered(plan, asked).central
        window = outturn.window(span.start, span.end)
        missed = np.array([window[n][-1] - central[n][span.length - 1] for n in asked])
        return Explanation(span, tuple(asked), {_OUTLOOK: missed}, {_OUTLOOK: _MISSED})

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
        """What is read as it came and as the world inside replays it, disturbances as they came."""
        told = {who: self.split(choice) for who, choice in choices.items()}
        inside = {who: theirs for who, (theirs, _, _) in told.items()}
        asked = self._asked(indicators)
        window = outturn.window(span.start, span.end)
        if any(choice.paths for choice in inside.values()):
            before = None if plan is None else self.split(plan)[0]
            replayed = self.inner.replay(outturn, span, inside, asked, draws=draws, plan=before)
        else:
            values = np.stack([window[n] for n in asked], axis=1)[None]
            replayed = {who: Ensemble(span, asked, values, 0) for who in inside}
        mine = tuple(n for n in indicators if not self._theirs(n))
        if not mine:
            return replayed
        first = next(iter(replayed.values()))
        wide = len(first.values) > 1
        places = first.places if wide else np.arange(self.own.law.draws)
        parameters = {n: d[places] for n, d in self.own.draws.parameters.items()} if draws else {}
        moved, ruled = {}, {}
        for who, (_, own, natural) in told.items():
            set_, rules = self.own.replayed(Choice(own), span)
            read = {n: replayed[who][n] for n in self.satellite.read}
            read |= {n: laid(read[n], p[: span.length]) for n, p in natural.items()}
            moved[who] = {**set_, **read_paths(self.satellite.reads, read)}
            if rules is not None:
                ruled[who] = rules
        came = derive(self.own.model, read_outturn(self.satellite.reads, outturn))
        runs = counterfactual(
            self.own.policy_model, came, span, moved, parameters=parameters, variables=mine,
            ruled=ruled,
        )  # fmt: skip
        return {who: _beside(ours, replayed[who], indicators) for who, ours in runs.items()}

    score = log_density


def _beside(
    own: Ensemble,
    inner: Ensemble,
    names: Sequence[str],
) -> Ensemble:
    """Draws of a satellite beside those of the world that it stands on; one serves for all."""
    rows = own.places
    columns = []
    for name in names:
        if name in own.variables:
            columns.append(own[name])
        else:
            path = inner[name]
            columns.append(path[rows] if len(path) > 1 else np.repeat(path, len(rows), axis=0))
    return Ensemble(own.span, tuple(names), np.stack(columns, axis=2), own.failed, own.lost)


def satellite_of(world: World) -> Satellite | None:
    """The satellite that stands on a world."""
    return world.satellite if isinstance(world, StackedWorld) else None
