"""Descriptions of outlooks: which series, members and rules forecast an economy, as YAML.

A pack's folder ``outlooks`` holds them. What a description says is fixed before its forecasts are
scored; code knows none of its series by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file, read_text
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.store.dating import Dated
from tinbergen.loop.case import packs
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.schema import Part, Weight, Words, checked

_FOLDER = "outlooks"
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class SourcePart(Part):
    """A table of series.

    ``revised`` tables are long tables of vintages (Parquet), others are columns by period (CSV).
    Files of ``beside: vintages`` lie in the folder of vintages, others beside the description.
    ``dated``: whether a vintage is the ``middle`` or the ``end`` of its month or quarter; what the
    file says by default, else the middle. ``lag``: months from the last month known to that of an
    origin, where no vintage tells.
    """

    file: str
    revised: bool = False
    beside: Literal["vintages", "outlook"] = "outlook"
    dated: Dated | None = None
    lag: int = Field(default=0, ge=0, le=24)


class SeriesPart(Part):
    """A series: ``code`` in its ``source``; logarithms of what grows, levels of what is a rate.

    ``trend``: what changes are measured from, a trailing mean (``slow``), an exponentially weighted
    one (``ewma``), or nothing. ``bridge``: series whose months tell of its current quarter besides
    its own; ``system``: the vector autoregression that is asked as well, the two weighing the same.
    """

    source: str
    code: str
    scale: Literal["log", "level"] = "log"
    trend: Literal["slow", "ewma", "none"] = "none"
    lag: int | None = Field(default=None, ge=0, le=24)
    bridge: tuple[str, ...] = ()
    system: str | None = None


class RegressorPart(Part):
    """``series``, less ``minus`` if given; its change over ``change`` quarters unless 0."""

    series: str
    minus: str | None = None
    change: int = Field(default=0, ge=0, le=8)


class MemberPart(Part):
    """A way to forecast.

    ``walk``: as in the last quarter; ``mean``: the trailing mean; ``trend``: the exponentially
    weighted one; ``autoregression``: around its trend if ``slow``, else with a constant;
    ``system``: a Bayesian vector autoregression of ``series``; ``factors``: ridge regression on own
    lags, components of ``series`` and ``direct`` regressors.
    """

    kind: Literal["walk", "mean", "trend", "autoregression", "system", "factors"]
    title: Words | None = None
    lags: int = Field(default=2, ge=1, le=12)
    slow: bool = False
    series: tuple[str, ...] = ()
    count: int = Field(default=4, ge=1, le=20)
    penalty: Weight = 0.3
    direct: tuple[RegressorPart, ...] = ()


class TargetPart(Part):
    """A variable that is forecast: growth at annual rates, or the level, of a series.

    ``groups`` of members weigh the same, and so do members within one. ``year`` adds growth over
    four quarters.
    """

    name: str = Field(pattern=_NAME)
    title: Words
    unit: Words
    series: str
    show: Literal["growth", "level"]
    groups: tuple[tuple[str, ...], ...] = Field(min_length=1)
    year: bool = False


class SamplePart(Part):
    """Targets up to ``last``, without forecasts from the ``without`` span or before it for the span
    or later."""

    title: Words
    last: Period
    without: tuple[Period, Period] | None = None


class RecessionPart(Part):
    """Peaks and troughs; ``regressors`` of a probit, ``horizon`` quarters ahead; labels are known
    ``delay`` quarters late. Both are a year where nothing is said."""

    turns: tuple[tuple[Period, Period], ...] = Field(min_length=1)
    regressors: tuple[RegressorPart, ...] = Field(min_length=1)
    horizon: int = Field(default=4, ge=1, le=20)
    delay: int = Field(default=4, ge=0, le=40)
    note: Words


class OutlookFile(Part):
    """The whole description.

    Attributes
    ----------
    origins
        ``middle`` of a quarter, of which some months are known, or its ``end``, when all is.
    rates
        Growth ``compound`` at annual rates, or ``log`` differences.
    history, start, burn_in
        First period read; first of estimation; first origin, whose errors can set bands.
    mask
        First and last quarter left out of estimation.
    horizons
        The last one, counted from the quarter of the origin.
    mature
        Quarters from a period until its outturn is taken from that vintage.
    memory
        How many past errors set a band.
    benchmarks
        Members that see one series alone, to compare with; the first sets the density that CRPS is
        compared with.
    """

    name: str = Field(pattern=_NAME)
    title: Words
    note: Words
    caveats: tuple[Words, ...] = ()
    origins: Literal["middle", "end"]
    rates: Literal["compound", "log"]
    history: Period
    start: Period
    burn_in: Period
    first: Period
    last: Period
    mask: tuple[Period, Period] | None = None
    horizons: int = Field(ge=1, le=12)
    mature: int = Field(default=0, ge=0, le=20)
    memory: int = Field(default=80, ge=20, le=1000)
    sources: dict[str, SourcePart] = Field(min_length=1)
    series: dict[str, SeriesPart] = Field(min_length=1)
    members: dict[str, MemberPart] = Field(min_length=1)
    benchmarks: tuple[str, ...] = Field(min_length=1)
    targets: tuple[TargetPart, ...] = Field(min_length=1)
    samples: tuple[SamplePart, ...] = Field(min_length=1)
    recession: RecessionPart | None = None

    @property
    def nearest(self) -> int:
        """The first horizon that is a forecast."""
        return 0 if self.origins == "middle" else 1

    @property
    def needs_vintages(self) -> bool:
        return any(source.beside == "vintages" for source in self.sources.values())


_PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "note": Words, "caveats": Words, "unit": Words,
    "sources": SourcePart, "series": SeriesPart, "members": MemberPart, "targets": TargetPart,
    "samples": SamplePart,
    "recession": RecessionPart, "regressors": RegressorPart, "direct": RegressorPart,
}  # fmt: skip


def read_outlook(path: Path) -> OutlookFile:
    """A description, its names checked against each other.

    Raises
    ------
    TinbergenError
        C005 when it can't be read; L001 to L005 and L016 as for every YAML document; L003 for a
        name that stands for nothing.
    """
    written, positions = checked(OutlookFile, _PARTS, read_text(path), str(path))
    for place, name, known in _names(written):
        if name not in known:
            problem, hint = _UNKNOWN.fill(name=name), did_you_mean(name, known)
            raise positions.wrong(*place, problem=problem, hint=hint)
    _in_order(written, positions)
    return written


def outlooks() -> dict[str, Path]:
    """The descriptions that the packs of this installation bring, by name."""
    found = (path for place in packs.places() for path in (place.folder / _FOLDER).glob("*.yaml"))
    return {path.stem: path for path in sorted(found, key=lambda path: (path.parent, path.stem))}


def outlook(name: str) -> tuple[OutlookFile, Path]:
    """A description and its path: one of a pack's, or a file.

    Raises
    ------
    TinbergenError
        L120 when there is none; those of :func:`read_outlook`.
    """
    known = outlooks()
    path = known.get(name) or Path(name)
    if name not in known and not is_file(path):
        raise TinbergenError(
            "L120", hint=did_you_mean(name, known), name=name, known=", ".join(known)
        )
    return read_outlook(path), path


_UNKNOWN = Text("'{name}' is not defined in this file", "文件中未定义“{name}”")
_ORDER = Text("it must not be before {earlier}", "不得早于 {earlier}")


def _names(written: OutlookFile) -> Iterator[tuple[tuple[str | int, ...], str, tuple[str, ...]]]:
    """Every name that must stand for something: its place, the name, what is known."""
    series, members = tuple(written.series), tuple(written.members)
    systems = tuple(n for n, m in written.members.items() if m.kind == "system")
    for name, one in written.series.items():
        yield ("series", name, "source"), one.source, tuple(written.sources)
        for i, other in enumerate(one.bridge):
            yield ("series", name, "bridge", i), other, series
        if one.system is not None:
            yield ("series", name, "system"), one.system, systems
    for name, member in written.members.items():
        for i, used in enumerate(member.series):
            yield ("members", name, "series", i), used, series
        yield from _regressors(("members", name, "direct"), member.direct, series)
    if written.recession:
        yield from _regressors(("recession", "regressors"), written.recession.regressors, series)
    simple = tuple(n for n, m in written.members.items() if m.kind not in ("system", "factors"))
    for i, name in enumerate(written.benchmarks):
        yield ("benchmarks", i), name, simple
    for i, target in enumerate(written.targets):
        yield ("targets", i, "series"), target.series, series
        for j, group in enumerate(target.groups):
            for k, name in enumerate(group):
                yield ("targets", i, "groups", j, k), name, members


def _regressors(
    place: tuple[str | int, ...], given: tuple[RegressorPart, ...], known: tuple[str, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, tuple[str, ...]]]:
    for i, one in enumerate(given):
        yield (*place, i, "series"), one.series, known
        if one.minus is not None:
            yield (*place, i, "minus"), one.minus, known


def _in_order(written: OutlookFile, positions: Positions) -> None:
    """L003 unless history, start, first origin and last are in order."""
    order = ("history", "start", "burn_in", "first", "last")
    for before, after in pairwise(order):
        earlier = getattr(written, before)
        if getattr(written, after) < earlier:
            raise positions.wrong(after, problem=_ORDER.fill(earlier=earlier))
