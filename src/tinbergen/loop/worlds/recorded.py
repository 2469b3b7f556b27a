"""An outlook with a record as the forecast of a world."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case.worldspec import IndicatorMap, WorldSpec
from tinbergen.loop.outlook.file import OutlookFile
from tinbergen.loop.outlook.kept import Known, as_of
from tinbergen.loop.worlds.table_world import Forecast

Array = NDArray[np.float64]

_MEANING = Text(
    "what comes if policy goes on as it used to. Root mean squared "
    "errors of its forecasts from {first} to {last}, {near} and {far} periods ahead (in brackets "
    "those of {rival} on the same dates): {errors}. On figures as revised since",
    "政策照常延续时的前景。{first} 至 {last} 所作预测提前 {near} 期与 {far} 期的"
    "均方根误差（括号内为同期 {rival}）：{errors}。以此后修订的数据计算",
)
_ERRORS = Text(
    "{title} {near:.2f} ({near_rival:.2f}) and {far:.2f} ({far_rival:.2f})",
    "{title} {near:.2f}（{near_rival:.2f}）与 {far:.2f}（{far_rival:.2f}）",
)
#: The horizon that is told beside the last.
_NEAR = 4


def recorded(spec: WorldSpec, data: Dataset, span: Span) -> tuple[Forecast, Text]:
    """The outlook that a world names, at the data's last period, and its record in words.

    Beyond its last horizon it stays where it is, and so do its errors.

    Raises
    ------
    TinbergenError
        L126 when a mean over periods has no data before; those of the outlook.
    """
    assert spec.outlook is not None
    known = as_of(*spec.outlook, span.start - 1)
    nearest = spec.outlook[0].nearest
    mean, errors = {}, {}
    for name, m in spec.indicators.items():
        path = _prolonged(known.point[m.variable][1 - nearest :], span.length)
        spread = _prolonged(known.errors[m.variable][:, 1 - nearest :], span.length)
        if m.over > 1:
            before = _before(name, m, spec.indicators, data)
            path = _over(np.r_[before, m.factor * path + m.offset], m.over)
            none = np.zeros((len(spread), m.over - 1))
            mean[name], errors[name] = path, m.factor * _over(np.hstack([none, spread]), m.over)
        else:
            mean[name], errors[name] = m.factor * path + m.offset, m.factor * spread
    return Forecast(mean, errors=errors), _record(spec.outlook[0], known)


def _record(outlook: OutlookFile, known: Known) -> Text:
    """How wrong it was, beside the first benchmark."""
    said = []
    for target in outlook.targets:
        own, rival = (
            np.sqrt(np.mean(table[target.name] ** 2, axis=0))
            for table in (known.errors, known.rival)
        )
        near = _NEAR - outlook.nearest
        said.append(_ERRORS.fill(
            title=target.title.text(), near=own[near], near_rival=rival[near], far=own[-1],
            far_rival=rival[-1],
        ))  # fmt: skip
    title = outlook.members[outlook.benchmarks[0]].title
    return _MEANING.fill(
        first=known.origins[0], last=known.origins[1], near=_NEAR, far=outlook.horizons,
        rival=title.text() if title else outlook.benchmarks[0],
        errors=SEMICOLONS.join(said),
    )  # fmt: skip


def _prolonged(path: Array, length: int) -> Array:
    """The last axis cut or held at its last value."""
    more = length - path.shape[-1]
    if more <= 0:
        return path[..., :length]
    return np.concatenate([path, np.repeat(path[..., -1:], more, axis=-1)], axis=-1)


def _over(path: Array, periods: int) -> Array:
    """Means of the last ``periods`` along the last axis."""
    windows = np.lib.stride_tricks.sliding_window_view(path, periods, axis=-1)
    return np.asarray(windows.mean(axis=-1))


def _before(
    name: str, m: IndicatorMap, indicators: Mapping[str, IndicatorMap], data: Dataset
) -> Array:
    """The data of the same variable just before the horizon, in the mean's units, (over - 1,)."""
    for other, theirs in indicators.items():
        if theirs.variable == m.variable and theirs.over == 1 and theirs.factor and other in data:
            values = (data[other][-(m.over - 1) :] - theirs.offset) / theirs.factor
            if len(values) == m.over - 1 and np.isfinite(values).all():
                return m.factor * values + m.offset
    raise TinbergenError("L126", name=name, variable=m.variable, over=m.over)
