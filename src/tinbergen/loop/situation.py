"""Where a case stands as of a date: the data known then, and the worlds made from them.

Nothing here can see beyond the as-of date: all of it is computed from what the store shows then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tinbergen.core.arguments import unfit
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan import Frozen
from tinbergen.core.documents.problem import Constraint, Target
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.core.version import __version__
from tinbergen.data.dataset import Dataset
from tinbergen.engine.estimate.model_fit import ModelFit
from tinbergen.loop.case import cases
from tinbergen.loop.case.case import Case
from tinbergen.loop.worlds.around import core_of
from tinbergen.loop.worlds.bank import Bank
from tinbergen.loop.worlds.bridged import bridges_of
from tinbergen.loop.worlds.bridges import Bridge
from tinbergen.loop.worlds.build import make_worlds
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.pairs import Scope
from tinbergen.loop.worlds.protocol import World
from tinbergen.loop.worlds.satellite import Satellite
from tinbergen.loop.worlds.series import complete
from tinbergen.loop.worlds.stacked import StackedWorld, satellite_of


@dataclass(frozen=True)
class Situation:
    """A case as of its date.

    ``data`` end with the as-of period. ``span`` is the horizon, in which instruments are chosen;
    worlds go on beyond it by the case's tail.
    """

    case: Case
    data: Dataset
    span: Span
    worlds: Bank

    def __repr__(self) -> str:
        known = f"{len(self.data.names)} series, {self.data.span.start} to {self.data.span.end}"
        return f"Situation of {self.case!r}\n  data: {known}; horizon {self.span}"

    @property
    def as_of(self) -> Period:
        return self.case.as_of

    @property
    def model_world(self) -> ModelWorld:
        """The compiled model that the case names.

        Raises
        ------
        TinbergenError
            L072 when the case has none.
        """
        found = next(self._compiled(), None)
        if found is None:
            raise TinbergenError("L072", case=self.case.name)
        return found

    @property
    def fit(self) -> ModelFit | None:
        """The estimates of the case's compiled model; None where nothing was estimated."""
        return next((world.fit for world in self._compiled()), None)

    def _compiled(self) -> Iterator[ModelWorld]:
        """The compiled models in the case's own names, with a satellite on them or without."""
        for world in self.worlds:
            inner = world.inner if isinstance(world, StackedWorld) else world
            if isinstance(inner, ModelWorld):
                yield inner

    @property
    def filtered(self) -> tuple[ExpectationsWorld, ...]:
        """The models that look ahead, whose states a filter finds, in their own variables."""
        inner = (core_of(world) for world in self.worlds)
        return tuple(w for w in inner if isinstance(w, ExpectationsWorld))

    @property
    def bridges(self) -> tuple[tuple[World, Bridge], ...]:
        """What leads to indicators that worlds lack, with the world."""
        return tuple((world, bridge) for world in self.worlds for bridge in bridges_of(world))

    @property
    def satellite(self) -> Satellite | None:
        """The satellite that stands on the worlds that have what it reads."""
        return next(filter(None, map(satellite_of, self.worlds)), None)

    @property
    def scope(self) -> Scope:
        """The worlds that count in a design of this case; errors of :meth:`Bank.scope`."""
        case = self.case
        asked: list[Target | Constraint] = [*case.targets, *case.constraints]
        instruments = tuple(i.name for i in case.instruments)

        def listed(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(n for n in dict.fromkeys(names) if n not in instruments)

        scored = listed([*(part.variable for part in asked), *case.trip_variables])
        # Of what only counts as a difference from no policy, an outlook need not say anything.
        foreseen = listed(
            [*(part.variable for part in asked if not part.relative), *case.trip_variables]
        )
        # How implausible a scenario is the outlook's draws say.
        foreseen = (*foreseen, *case.nature)
        return self.worlds.scope(instruments, scored, foreseen)

    def provenance(self, *cites: str, baseline: Text | None = None) -> Provenance:
        return Provenance(
            vintage=str(self.case.vintage),
            source=self.data.source,
            baseline=baseline,
            software=f"tinbergen {__version__}",
            cites=cites,
        )

    def frozen(self) -> Frozen:
        """What a plan made here rests on."""
        own = [world.frozen() for world in self.worlds]
        worlds = (*own, *(bridge.frozen(world.name) for world, bridge in self.bridges))
        if self.satellite is not None:
            worlds = (*worlds, self.satellite.frozen())
        return Frozen(fingerprint(self.data), self.case.seed, self.case.draws, worlds)


_SUBJECT = Text(
    "a Situation, a Case, the name of a worked case ({names}) or the path of a case file; data "
    "alone become a case by case_from",
    "Situation、Case、示例案例名称（{names}）或案例文件路径；仅有数据时可用 case_from 生成案例",
)


def assess(
    case: Case | str | Path,
    *,
    as_of: Period | str | None = None,
    frozen: Frozen | None = None,
) -> Situation:
    """Read the data as of a case's date, make its worlds and project their baselines.

    Parameters
    ----------
    case
        A case, the name of a worked one, or the path of a case file.
    as_of
        Another date than the case's, such as ``"2008Q3"``; a vintage where the case has them.
    frozen
        What a plan was made with: models are taken as they were then, not estimated anew.

    Raises
    ------
    TinbergenError
        L007, L008 when the data do not suffice, L013 when an exogenous path has no rule, L019 when
        its rule can't be followed; those of reading the case, of estimation and simulation.
    """
    case = case_of(case)
    if as_of is not None:
        case = case.at(Period.parse(as_of))
    data = complete(case, case.known(case.as_of))
    span = Span(case.as_of + 1, case.horizon)
    return Situation(case, data, span, make_worlds(case, data, span, frozen))


def situation(subject: Situation | Case | str | Path) -> Situation:
    """A situation as it is, or made from a case, a name or a path; errors of :func:`assess`."""
    return subject if isinstance(subject, Situation) else assess(subject)


def case_of(subject: Situation | Case | str | Path) -> Case:
    """The case of a situation, or the one that a name or a path stands for."""
    if isinstance(subject, Situation):
        return subject.case
    if isinstance(subject, Case):
        return subject
    if not isinstance(subject, str | Path):
        raise unfit("the case", subject, _SUBJECT.fill(names=", ".join(cases.names())))
    return cases.load(subject)


def fingerprint(data: Dataset) -> str:
    """A hash of a dataset's numbers, names and dates."""
    found = hashlib.sha256(f"{data.span.start} {data.span.length}".encode())
    for name in sorted(data):
        found.update(name.encode())
        found.update(data[name].tobytes())
    return found.hexdigest()[:16]
