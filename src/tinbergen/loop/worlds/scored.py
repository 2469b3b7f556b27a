"""Weights of outlooks by the scores of their own past forecasts, as of a date.

A case that weighs outlooks so (``outlook_weights: scored``) keeps a table of them (``record:
{outlooks: …}``), which the command of the track record writes: a row a date and world, a column for
each period ahead. In it stands the log density that the world's draws gave to the case's targets
together, normal with their full covariance. A date reads only paths that were over by then.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.keeping import head_of, kept_table, name_of
from tinbergen.statistics.forecast.density_pool import optimal_pool

#: Fewer paths than this weigh nothing: all outlooks count the same.
FEWEST = 40

#: Date -> world -> log densities by period ahead, NaN where there is none.
Scores = Mapping[Period, Mapping[str, tuple[float, ...]]]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What past scores say: weights by world, adding to one, and the ``paths`` that they rest on.

    Weights are equal where there are fewer paths than :data:`FEWEST`; else those without a score
    have none.
    """

    weights: Mapping[str, float]
    paths: tuple[Period, ...]

    @property
    def told(self) -> bool:
        """Whether there were paths enough."""
        return len(self.paths) >= FEWEST


def scored_targets(case: Case) -> tuple[str, ...]:
    """What outlooks are scored by: the targets that count as levels."""
    return tuple(dict.fromkeys(t.variable for t in case.targets if not t.relative))


def outlooks_csv(case: Case, scores: Scores) -> str:
    """The table of scores, as a case keeps it."""
    text = io.StringIO()
    text.write(head_of(_recipe(case)))
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["date", "world", *range(1, case.horizon + 1)])
    for date, by_world in scores.items():
        for world, values in by_world.items():
            row = (f"{v:.3f}" if np.isfinite(v) else "" for v in values)
            writer.writerow([date, world, *row])
    return text.getvalue()


def weigh_outlooks(case: Case) -> Weighing | None:
    """Weights of the case's outlooks at its date; None where the case gives them itself.

    Outlooks that the case gives no weight stay without. Those that lack a score of some path are
    compared on the paths that all have.

    Raises
    ------
    TinbergenError
        L144 when the file is no such table; those of reading it.
    """
    if case.outlook_weights != "scored" or case.record.outlooks is None:
        return None
    names = [spec.name for spec in case.all_worlds if spec.outlook_weight > 0]
    scores = _read(case)
    known = [n for n in names if any(n in by_world for by_world in scores.values())]
    paths = [
        date for date, by_world in scores.items()
        if date + case.horizon <= case.as_of and all(n in by_world for n in known)
    ]  # fmt: skip
    rows = [_common(scores[date][n] for n in known) for date in paths]
    paths = [date for date, row in zip(paths, rows, strict=True) if len(row)]
    if len(paths) < FEWEST:
        equal = known or names
        return Weighing(dict.fromkeys(equal, 1.0 / len(equal)), tuple(paths))
    weights = optimal_pool(np.concatenate([row for row in rows if len(row)])).tolist()
    return Weighing(dict(zip(known, weights, strict=True)), tuple(paths))


def _common(paths: Iterable[tuple[float, ...]]) -> NDArray[np.float64]:
    """(periods, worlds) of the periods of which all have a score."""
    table = np.array(list(paths)).T
    return np.asarray(table[np.isfinite(table).all(axis=1)])


def _recipe(case: Case) -> str:
    """A short name of what makes scores comparable: what is scored, how far, of which worlds."""
    said = (
        scored_targets(case), case.horizon, str(case.record.start),
        [(s.name, sorted(s.observed.items()), sorted(s.bridges)) for s in case.all_worlds],
    )  # fmt: skip
    return name_of(said)


def _read(case: Case) -> Scores:
    """The kept scores; none where they are of another recipe."""
    path = case.record.outlooks
    assert path is not None
    table = kept_table(path, _recipe(case), "L144")
    if table is None:
        return {}
    found: dict[Period, dict[str, tuple[float, ...]]] = {}
    try:
        for row in csv.DictReader(io.StringIO(table)):
            values = (row[str(k)] for k in range(1, case.horizon + 1))
            by_world = found.setdefault(Period.parse(row["date"]), {})
            by_world[row["world"]] = tuple(float(v) if v else np.nan for v in values)
    except (KeyError, ValueError, TypeError):
        raise TinbergenError("L144", at=Location(str(path))) from None
    return found
