"""How a case reads its store: each date its own vintage, or final figures.

Two dates belong together: the last *period* that is observed, which models, plans and charts count
from, and the *vintage* in which it is read, which is where one stands. A case with vintages says
vintages (``as_of``, ``monitor.until``); a plan made as of 2008Q4, whose data end in 2008Q3, starts
in 2008Q4. Where only final figures exist the two are one.
"""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.store import Store
from tinbergen.data.store.reading import Aggregate
from tinbergen.loop.case.casefile import CaseFile, VintagesPart


@dataclass(frozen=True, slots=True)
class Reading:
    """A period is read ``lag`` periods later, and nothing of what was known beyond it.

    ``aggregate`` says what series of higher frequencies become (see :meth:`Store.as_of`);
    ``entity`` and ``sector`` whose are read; ``vintages`` whether the store has any.
    """

    lag: int = 0
    aggregate: Aggregate | None = None
    entity: str = ""
    sector: str = ""
    vintages: bool = False

    def vintage(self, period: Period) -> Period:
        """The date at which a period is the last observed."""
        return period + self.lag

    def period(self, vintage: Period) -> Period:
        """The last period observed at a date."""
        return vintage - self.lag

    def known(self, store: Store, period: Period) -> Dataset:
        """The data up to a period, as they stood at its date; errors of :meth:`Store.as_of`."""
        data = store.as_of(
            self.vintage(period), entity=self.entity, sector=self.sector,
            frequency=period.frequency, aggregate=self.aggregate,
        )  # fmt: skip
        return data.until(period) if data.span.end > period else data

    def last(self, store: Store, frequency: Frequency) -> Period:
        """The last period observed in the store."""
        return self.period(store.last_vintage(frequency))

    def frequency(self, store: Store, wanted: Frequency) -> Frequency:
        """The frequency wanted where the store has it, or has what can be aggregated to it."""
        known = store.frequencies
        finer = self.aggregate is not None and known[-1] > wanted
        return wanted if wanted in known or finer else known[-1]

    def dated(self, written: CaseFile) -> CaseFile:
        """A case file whose vintages are replaced by the periods last observed in them."""
        monitor = written.monitor
        if monitor is not None:
            monitor = monitor.model_copy(update={"until": self.period(monitor.until)})
        moved = {"as_of": self.period(written.as_of), "monitor": monitor}
        return written.model_copy(update=moved)


#: One value each period, known from it on.
FINAL = Reading()


def reading_of(part: VintagesPart) -> Reading:
    return Reading(part.lag, part.aggregate, part.entity, part.sector, vintages=True)


def note(part: VintagesPart) -> Text:
    """What a report says of data with vintages."""
    return _NOTE.fill(lag=part.lag)


_NOTE = Text(
    "The data are read by vintage, with a publication lag (in periods) of {lag}: each date sees "
    "what had been published by then, and what was revised later only later dates see.",
    "数据按版本读取，发布滞后 {lag} 期：每个日期只使用届时已发布的数值，"
    "此后的修订只为之后的日期所见。",
)
