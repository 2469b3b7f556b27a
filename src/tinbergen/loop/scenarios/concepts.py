"""The map of concepts: which indicator of one pack drives which of another, from what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Indicator
from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.packfile import Link, Pack
from tinbergen.loop.scenarios.ownership import check_unread, readings

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IndicatorGraph:
    """Indicators by ``pack.code`` and the links between them.

    ``order`` lists them so that causes come before effects.
    """

    indicators: Mapping[str, Indicator]
    links: tuple[Link, ...]
    order: tuple[str, ...]

    def propagate(
        self,
        before: Mapping[str, Array],
        after: Mapping[str, Array] | None = None,
        given: Mapping[str, Array] | None = None,
    ) -> Felt:
        """What changes of some indicators do to all, year by year.

        Parameters
        ----------
        before, after
            Indicator -> change in each year, shape (years,), as the indicator ``moves``: ex ante,
            before the model that determines it answers, and ex post.
        given
            Indicator -> its outcome where that is known: it takes the place of what links say.
        """
        given = given or {}
        felt = Felt(
            {name: np.array(path, dtype=float) for name, path in before.items()},
            {name: np.array(path, dtype=float) for name, path in (after or {}).items()},
        )
        by_cause: dict[str, list[Link]] = {}
        for link in self.links:
            by_cause.setdefault(link.cause, []).append(link)
        for name in self.order:
            if name in given:
                felt.before.pop(name, None)
                felt.after[name] = np.array(given[name], dtype=float)
            if name not in felt:
                continue
            path = felt[name]
            for link in by_cause.get(name, []):
                later = np.zeros_like(path)
                if link.lag < later.size:
                    later[link.lag :] = path[: later.size - link.lag]
                into = felt.before if link.size == "ex ante" else felt.after
                into[link.effect] = into.get(link.effect, 0.0) + link.response * later
        return felt


@dataclass(frozen=True, slots=True)
class Felt(Mapping[str, Array]):
    """Changes of indicators, shape (years,): all of each, and what of it is ex ante and ex post.

    Indicators that nothing moves are left out.
    """

    before: dict[str, Array]
    after: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        if name not in self.after:
            return self.before[name]
        return np.asarray(self.after[name] + self.before.get(name, 0.0))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.before, *self.after)))

    def __len__(self) -> int:
        return len({*self.before, *self.after})


def concepts(packs: Iterable[Pack], own: Sequence[Link] = ()) -> IndicatorGraph:
    """The map of some packs. Links to indicators of packs that are not there are left out.

    ``own`` links are an economy's: each takes the place of the packs' from the same cause to the
    same effect after as many years. What packs read of a concept comes last, as links from its
    owner; no other link may end there.

    Raises
    ------
    TinbergenError
        L049 when a link names an indicator that its pack does not have, L050 when indicators
        drive themselves through others, L137 when a link changes what is read; those of
        :func:`tinbergen.loop.scenarios.ownership.owners`.
    """
    packs = tuple(packs)
    present = {pack.name for pack in packs}
    indicators = {f"{pack.name}.{i.code}": i for pack in packs for i in pack.indicators}
    said = {(k.cause, k.effect, k.lag): (pack.name, k) for pack in packs for k in pack.links}
    said |= {(k.cause, k.effect, k.lag): (k.cause.split(".")[0], k) for k in own}
    links = []
    for teller, link in said.values():
        ends = (link.cause, link.effect)
        if any(end.split(".")[0] not in present for end in ends):
            continue
        for end in ends:
            if end not in indicators:
                raise TinbergenError("L049", name=end, pack=teller)
        check_unread([link.effect], teller, packs)
        links.append(link)
    links += readings(packs)
    causes: dict[str, set[str]] = {name: set() for name in indicators}
    for link in links:
        causes[link.effect].add(link.cause)
    try:
        order = tuple(TopologicalSorter(causes).static_order())
    except CycleError as cycle:
        raise TinbergenError("L050", cycle=" → ".join(reversed(cycle.args[1]))) from None
    return IndicatorGraph(indicators, tuple(links), order)
