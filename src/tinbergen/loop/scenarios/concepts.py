"""The map of concepts: which indicator of one pack drives which of another, from what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Indicator
from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.packfile import Link, Pack

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IndicatorGraph:
    """Indicators by ``pack.code`` and the links between them.

    ``order`` lists them so that causes come before effects.
    """

    indicators: Mapping[str, Indicator]
    links: tuple[Link, ...]
    order: tuple[str, ...]

    def propagate(self, changes: Mapping[str, Array]) -> dict[str, Array]:
        """What changes of some indicators do to all, year by year.

        Parameters
        ----------
        changes
            Indicator -> change in each year, shape (years,), as the indicator ``moves``.

        Returns
        -------
        dict
            Indicator -> its own change plus those that come from its causes, shape (years,);
            indicators that nothing moves are left out.
        """
        felt = {name: np.array(path, dtype=float) for name, path in changes.items()}
        by_cause: dict[str, list[Link]] = {}
        for link in self.links:
            by_cause.setdefault(link.cause, []).append(link)
        for name in self.order:
            if name not in felt:
                continue
            for link in by_cause.get(name, []):
                later = np.zeros_like(felt[name])
                if link.lag < later.size:
                    later[link.lag :] = felt[name][: later.size - link.lag]
                felt[link.effect] = felt.get(link.effect, 0.0) + link.response * later
        return felt


def concepts(packs: Iterable[Pack], own: Sequence[Link] = ()) -> IndicatorGraph:
    """The map of some packs. Links to indicators of packs that are not there are left out.

    ``own`` links are an economy's: each takes the place of the packs' from the same cause to the
    same effect after as many years.

    Raises
    ------
    TinbergenError
        L049 when a link names an indicator that its pack does not have, L050 when indicators
        drive themselves through others.
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
        links.append(link)
    causes: dict[str, set[str]] = {name: set() for name in indicators}
    for link in links:
        causes[link.effect].add(link.cause)
    try:
        order = tuple(TopologicalSorter(causes).static_order())
    except CycleError as cycle:
        raise TinbergenError("L050", cycle=" → ".join(reversed(cycle.args[1]))) from None
    return IndicatorGraph(indicators, tuple(links), order)
