"""Past forecasts that are kept beside an outlook's description: what its errors were.

A table, ``NAME-paths.csv`` beside ``NAME.yaml``: a row an origin, target and member (the pooled
forecast, or the first benchmark), a column a horizon, in the units of :class:`OriginForecasts`. The
command of the track record writes it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.period import Period
from tinbergen.data.vintages import Vintages
from tinbergen.loop.outlook.file import OutlookFile
from tinbergen.loop.outlook.forecast import OriginForecasts, forecasts, tightness_of
from tinbergen.loop.outlook.members import Tightness
from tinbergen.loop.outlook.panel import files, load
from tinbergen.loop.outlook.record import Outturns, crossing, growth, pooled

Array = NDArray[np.float64]

#: The pooled forecast among members.
_POOL = "pool"
#: Fewer past paths than this say nothing of a distribution.
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Known:
    """An outlook as of an origin.

    Attributes
    ----------
    point
        Target -> (horizons,), from the nearest horizon on, in the target's unit.
    errors
        Target -> (paths, horizons): outturn less forecast of past origins, a row an origin, the
        same for all targets.
    rival
        The same of the first benchmark.
    origins
        The first and last of these origins.
    """

    point: Mapping[str, Array]
    errors: Mapping[str, Array]
    rival: Mapping[str, Array]
    origins: tuple[Period, Period]


def paths_of(path: Path) -> Path:
    """Where the past forecasts of a description lie."""
    return path.with_name(f"{path.stem}-paths.csv")


def paths_csv(outlook: OutlookFile, made: Sequence[OriginForecasts]) -> str:
    """Pooled forecasts of all origins, and those of the first benchmark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["origin", "target", "member", *range(outlook.nearest, outlook.horizons + 1)])
    for each in made:
        for target in outlook.targets:
            rival = outlook.benchmarks[0]
            said = {
                _POOL: pooled(target, each.paths[target.name]),
                rival: each.benchmarks[target.name][rival],
            }
            for member, path in said.items():
                writer.writerow([each.origin, target.name, member, *(f"{v:.3f}" for v in path)])
    return text.getvalue()


def as_of(outlook: OutlookFile, path: Path, origin: Period) -> Known:
    """What an outlook says at an origin, and how wrong it was before.

    Past errors are those of paths that were over by then, on the figures that its origins see.

    Raises
    ------
    TinbergenError
        L121 when it needs vintages; L125 when too few past forecasts are kept; those of reading.
    """
    asked = _Asked.of(outlook, path)
    series, said = asked.series, _said(asked, origin)
    point = {
        t.name: _shown(outlook, np.array(pooled(t, said.paths[t.name])), t.show)
        for t in outlook.targets
    }
    origins, made = _read(outlook, paths_of(path))
    last = outlook.horizons + outlook.mature
    over = np.array([o + last <= origin for o in origins], dtype=bool)
    if outlook.mask:
        over &= ~crossing(origins, [o + last for o in origins], outlook.mask)
    errors, rival = {}, {}
    for target in outlook.targets:
        came = _outturns(outlook, series, target.series, target.name, origins)
        own, other = (made[target.name, m] for m in (_POOL, outlook.benchmarks[0]))
        errors[target.name] = came - _shown(outlook, own, target.show)
        rival[target.name] = came - _shown(outlook, other, target.show)
        # A path of which a period was never observed is no whole one.
        over &= np.isfinite(errors[target.name]).all(axis=1)
    rows = np.flatnonzero(over)[-outlook.memory :]
    if len(rows) < FEWEST:
        raise TinbergenError("L125", name=outlook.name, have=len(rows), need=FEWEST, origin=origin)
    return Known(
        point,
        {name: found[rows] for name, found in errors.items()},
        {name: found[rows] for name, found in rival.items()},
        (origins[rows[0]], origins[rows[-1]]),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """An outlook and its data; equal where both were described and read alike."""

    digest: str
    outlook: OutlookFile = field(compare=False)
    series: Mapping[str, Vintages] = field(compare=False)

    @classmethod
    def of(cls, outlook: OutlookFile, path: Path) -> _Asked:
        found = hashlib.sha256(outlook.model_dump_json().encode())
        series = load(outlook, path, None)
        for _, file, _ in files(outlook, path, None):
            found.update(file.read_bytes())
        return cls(found.hexdigest(), outlook, series)


@lru_cache(maxsize=16)
def _said(asked: _Asked, origin: Period) -> OriginForecasts:
    """What is forecast at an origin: the same whatever is drawn around it."""
    return forecasts(asked.outlook, asked.series, origin, _tightness(asked, origin.year))


@lru_cache(maxsize=16)
def _tightness(asked: _Asked, year: int) -> Tightness:
    return tightness_of(asked.outlook, asked.series, year)


def _outturns(
    outlook: OutlookFile,
    series: Mapping[str, Vintages],
    name: str,
    target: str,
    origins: Sequence[Period],
) -> Array:
    """(origins, horizons) what came."""
    part = next(t for t in outlook.targets if t.name == target)
    outturns = Outturns(outlook, part, series[name])
    ahead = range(outlook.nearest, outlook.horizons + 1)
    return np.array([[outturns.value(o + h, False) for h in ahead] for o in origins])


def _shown(outlook: OutlookFile, path: Array, show: str) -> Array:
    """In the target's unit."""
    return np.asarray(path if show == "level" else np.vectorize(lambda v: growth(outlook, v))(path))


def _read(outlook: OutlookFile, path: Path) -> tuple[list[Period], dict[tuple[str, str], Array]]:
    """Origins and, by target and member, (origins, horizons)."""
    rows = list(csv.DictReader(io.StringIO(read_text(path))))
    columns = [str(h) for h in range(outlook.nearest, outlook.horizons + 1)]
    origins = [Period.parse(text) for text in dict.fromkeys(row["origin"] for row in rows)]
    made: dict[tuple[str, str], list[list[float]]] = {}
    for row in rows:
        path_of = made.setdefault((row["target"], row["member"]), [])
        path_of.append([float(row[c]) for c in columns])
    return origins, {key: np.array(table) for key, table in made.items()}
