"""The day that a vintage stands for, so that vintages of different frequencies compare.

A vintage written as a month, a quarter or a year is one day in it. Two conventions are in use:
``middle`` (Federal Reserve Bank of Philadelphia, real-time data set: 2008-11 and 2008Q4 are both
the middle of November 2008) and ``end`` (FRED-MD: 2008-11 is the end of that month, 2008Q4 that of
December). Days are counted in half months since year 0, which is as fine as either needs.
"""

from __future__ import annotations

from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Frequency, Period

#: Which day of its month, quarter or year a vintage stands for.
Dated = Literal["middle", "end"]

#: All of them, lowest first; arrays hold their place here.
FREQUENCIES = (Frequency.ANNUAL, Frequency.QUARTERLY, Frequency.MONTHLY)

#: Half months in a year.
_YEAR = 24

Ordinal = TypeVar("Ordinal", int, NDArray[np.int64])


def day(ordinal: Ordinal, frequency: Frequency, dated: Dated) -> Ordinal:
    """Half months from the start of year 0 to the day of a vintage.

    >>> day(2008 * 12 + 10, Frequency.MONTHLY, "middle") == day(2008 * 4 + 3, Frequency.QUARTERLY,
    ...                                                         "middle")
    True
    """
    length = _YEAR // frequency
    if dated == "end":
        return length * (ordinal + 1)
    return length * ordinal + length // 2


def vintage(day: int, frequency: Frequency) -> Period:
    """The vintage of that frequency whose day it is, under either convention."""
    return Period(frequency, (day - 1) // (_YEAR // frequency))


def ordinals(days: NDArray[np.int64], made: NDArray[np.int8]) -> NDArray[np.int64]:
    """Ordinals of the vintages whose days these are; ``made`` numbers :data:`FREQUENCIES`."""
    lengths = np.array([_YEAR // f for f in FREQUENCIES], dtype=np.int64)
    return np.asarray((days - 1) // lengths[made])


def latest(day: int, frequency: Frequency, dated: Dated) -> Period:
    """The last vintage of that frequency that is not later than a day."""
    length = _YEAR // frequency
    return Period(frequency, (day - (length if dated == "end" else length // 2)) // length)
