"""What became of published values: the history of one, and all that changed between two dates.

Between two vintages, values of periods known before change (revisions), values of further periods
come (news), and some are taken back. Levels of different base years can't be compared: a change of
base moves a whole series, and is told by that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.data.dataset import Array, Dataset

if TYPE_CHECKING:
    import pandas as pd

#: A series was rebased where its median value moved by more than ``_MOVED`` (log) and at least
#: ``_SHARE`` of its values by more than ``_EACH`` in the same direction; of ``_FEWEST`` at least.
#: So set, it finds the ten changes of base of real GDP, of consumption, of government purchases and
#: of the deflator in the vintages 1965Q4 to 2024Q1 of the Philadelphia data, and nothing else.
_MOVED, _EACH, _SHARE, _FEWEST = 0.01, 0.005, 0.9, 8


@dataclass(frozen=True, slots=True)
class History(Result):
    """The value of a series in one period, from each of ``vintages`` on; NaN is none."""

    indicator: str
    period: Period
    vintages: tuple[Period, ...]
    values: tuple[float, ...]

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        values = {f"{self.indicator} {self.period}": self.values}
        return pd.DataFrame(values, index=pd.Index([str(v) for v in self.vintages], name="vintage"))


@dataclass(frozen=True, slots=True)
class Revisions(Result):
    """What two dates know: ``before`` and ``after`` cover the same series and periods."""

    before: Dataset
    after: Dataset

    @classmethod
    def between(cls, before: Dataset, after: Dataset) -> Revisions:
        """Of two datasets of one frequency, each NaN where only the other knows something.

        Raises
        ------
        TinbergenError
            C002 when their frequencies differ.
        """
        start = min(before.span.start, after.span.start)
        end = max(before.span.end, after.span.end)
        names = tuple(dict.fromkeys((*before.names, *after.names)))

        def laid(data: Dataset) -> Dataset:
            longer = data.window(start, end)
            none = np.full(longer.span.length, np.nan)
            absent = {name: none for name in names if name not in data}
            return longer.assign(**absent).select(names)

        return cls(laid(before), laid(after))

    @property
    def names(self) -> tuple[str, ...]:
        return self.after.names

    def revised(self, name: str) -> Array:
        """After less before, (T,): NaN where one of them has no value."""
        return self.after[name] - self.before[name]

    def new(self, name: str) -> NDArray[np.bool_]:
        """Where a value came, (T,)."""
        return np.isnan(self.before[name]) & ~np.isnan(self.after[name])

    def removed(self, name: str) -> NDArray[np.bool_]:
        """Where a value was taken back, (T,)."""
        return ~np.isnan(self.before[name]) & np.isnan(self.after[name])

    def rebased(self) -> dict[str, float]:
        """Series whose whole level moved, and the median of after over before.

        Their levels can't be compared between the two dates; growth within each can.
        """
        found = {}
        for name in self.names:
            before, after = self.before[name], self.after[name]
            both = (before > 0) & (after > 0)
            if both.sum() < _FEWEST:
                continue
            ratio = np.log(after[both] / before[both])
            median = float(np.median(ratio))
            moved = np.mean(ratio * np.sign(median) > _EACH)
            if abs(median) > _MOVED and moved >= _SHARE:
                found[name] = float(np.exp(median))
        return found

    def to_frame(self) -> pd.DataFrame:
        """A row each value that changed: ``revised``, ``new`` or ``removed``."""
        import pandas as pd

        rows = []
        for name in self.names:
            before, after = self.before[name], self.after[name]
            changed = ~((before == after) | (np.isnan(before) & np.isnan(after)))
            new, removed = self.new(name), self.removed(name)
            for t in np.flatnonzero(changed):
                what = "new" if new[t] else "removed" if removed[t] else "revised"
                rows.append((name, str(self.after.span.start + int(t)), what, before[t], after[t]))
        return pd.DataFrame(rows, columns=["indicator", "period", "change", "before", "after"])
