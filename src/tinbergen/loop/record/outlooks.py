"""How likely what came in was to each world's outlook of a date."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tinbergen.data.dataset import Dataset
from tinbergen.loop.record.truth import observed, omitted
from tinbergen.loop.situation import Situation
from tinbergen.loop.worlds.protocol import lacks_outlook, normal_log_density
from tinbergen.loop.worlds.scored import scored_targets


def outlook_scores(there: Situation, data: Dataset) -> Mapping[str, tuple[float, ...]]:
    """World -> log density of the targets together, in each period of the horizon; NaN for none.

    ``data`` are the latest figures. A world is left out that has no distribution of all targets, or
    whose numbers see later than the date: its record would be one of hindsight. Periods that any
    world omits are none.
    """
    names, span = scored_targets(there.case), there.span
    left_out = omitted(there.case, span)
    came = np.column_stack([observed(data, name, span) for name in names])
    found = {}
    for world in there.worlds:
        late = world.sees_to is not None and world.sees_to > there.as_of
        if late or not world.uncertain or lacks_outlook(world, names) is not None:
            continue
        drawn = world.outlook()
        values = np.stack([drawn[name] for name in names], axis=-1)
        found[world.name] = tuple(
            float("nan") if left_out[t] else round(normal_log_density(values[:, t], came[t]), 6)
            for t in range(span.length)
        )
    return found
