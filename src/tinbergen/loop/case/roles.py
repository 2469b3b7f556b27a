"""Which columns of a table a proposed case reads, and which of them is set.

Names decide where they say it, else values; what was decided is said to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.dataset import Array, Dataset
from tinbergen.data.eightcolumn import FIRST, INSTRUMENTS, LEVELS

#: Columns that the proposed model has at most, and periods for each coefficient at least.
_MOST, _EACH = 5, 4
#: Words of columns that are likely to be set by someone, the likelier first; the first four name
#: interest. A rate is one of its own word: no corporate one.
_SET = (
    "interest", "discount", "利率", r"(?<![a-z])rate(?![a-z])", "spending", "支出", "tax", "税",
    "gov", "政府", "tariff", "subsid",
)  # fmt: skip
_INTEREST = 4
#: Words of columns that come of what is set, whatever else their names say; the first seven are
#: what a case is likely to be about.
_OUTCOME = (
    "unemploy", "失业", "inflation", "通胀", "通货膨胀", "growth", "增长", "employ", "就业",
    "exchange", "汇率", "saving", "储蓄", "participation", "参与率", "poverty", "mortality",
    "birth", "debt", "债务", "balance", "deficit", "赤字",
)  # fmt: skip
_ABOUT = 7
#: Names of columns that are told in levels though they trend: percent of something.
_RATES = ("rate", "yield", "percent", "%", "率", "收益")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its ``name`` in the model, its ``header``, and whether it grows."""

    name: str
    header: str
    grows: bool

    @property
    def moved(self) -> str:
        """The variable that the model explains: growth in percent a year, or the level."""
        return f"g_{self.name}" if self.grows else self.name


@dataclass(frozen=True, slots=True)
class Roles:
    """``columns`` that a case reads, over the periods of ``data`` that they share; the
    ``instrument`` among them, and whether it is ``named`` as one; ``left_out``, each with why."""

    data: Dataset
    columns: tuple[Column, ...]
    instrument: Column
    named: bool
    left_out: tuple[Text, ...]

    @property
    def others(self) -> tuple[Column, ...]:
        """The columns that are not set."""
        return tuple(c for c in self.columns if c is not self.instrument)


def roles(data: Dataset, source: str, canonical: Callable[[str], str | None]) -> Roles:
    """The columns of a table that serve a case.

    Parameters
    ----------
    data
        Its series as far as they may be seen, NaN where they are missing.
    source
        What the file is called.
    canonical
        The pack's code of a column that it knows by its header, None for others.

    Raises
    ------
    TinbergenError
        L267 when fewer than two columns reach the end and are long enough.
    """
    data, left_out = _usable(data, source, canonical)
    taken: list[str] = []
    columns = []
    for header in data:
        own = _identifier(header, canonical(header), taken)
        taken.append(own)
        columns.append(Column(own, header, _grows(header, own, data[header])))
    instrument, named = _instrument(columns)
    return Roles(data, tuple(columns), instrument, named, tuple(left_out))


def _usable(
    data: Dataset, source: str, canonical: Callable[[str], str | None]
) -> tuple[Dataset, list[Text]]:
    """The columns that reach the end without a gap, over the periods that they share; the rest,
    each with why."""
    why = {name: fault for name in data if (fault := _fault(data, name)) is not None}
    whole = [name for name in data if name not in why]
    longest = sorted(whole, key=lambda n: (-_length(data, n), _place(n, canonical(n))))
    kept = longest[:_MOST]
    while len(kept) > 1 and _length(data, kept[-1]) < _EACH * (len(kept) + 2):
        why[kept.pop()] = _FAULTS["short"]
    if len(kept) < 2:
        raise TinbergenError("L267", at=Location(source), names=", ".join(list(data)[:12]),
                             most=_MOST, needed=_EACH * 4)  # fmt: skip
    kept = [name for name in data if name in kept]
    start = max((data.extent(n) or data.span).start for n in kept)
    left_out = [
        _FAULTS["one"].fill(name=n, why=why.get(n, _FAULTS["many"])) for n in data if n not in kept
    ]
    return data.select(kept).window(start, data.span.end), left_out


def _fault(data: Dataset, name: str) -> Text | None:
    """Why a column can't serve, whatever its length."""
    extent = data.extent(name)
    if extent is None:
        return _FAULTS["empty"]
    values = data.window(extent.start, extent.end)[name]
    if extent.end != data.span.end:
        return _FAULTS["early"].fill(period=extent.end)
    if not np.isfinite(values).all():
        return _FAULTS["gaps"]
    return None if np.ptp(values) > 0 else _FAULTS["still"]


def _place(header: str, code: str | None) -> int:
    """The place of a column among those of one length: 0 for what a case is likely to be about."""
    rank, low = _rank(header), header.casefold()
    about = any(word in low for word in _OUTCOME[:_ABOUT])
    return int(code not in FIRST and not about and (rank is None or rank >= _INTEREST))


def _length(data: Dataset, name: str) -> int:
    extent = data.extent(name)
    return 0 if extent is None else extent.length


def _identifier(header: str, code: str | None, taken: list[str]) -> str:
    """A name that the model's language takes: the pack's code, the header's own letters, or x1."""
    bare = re.sub(r"\W+", "_", header.encode("ascii", "ignore").decode()).strip("_")
    own = next(
        (n for n in (code, header, bare) if n and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", n)), "x"
    )
    k = 1
    while own in taken or own == "x":
        own, k = f"x{k}", k + 1
    return own


def _grows(header: str, name: str, values: Array) -> bool:
    """Whether it is a size that grows: no rate, above zero, trending, a quarter larger at its
    most."""
    if name in LEVELS or any(word in header.casefold() for word in _RATES):
        return False
    if values.min() <= 0 or values.max() < 1.25 * values.min():
        return False
    ranks = np.argsort(np.argsort(values))
    return abs(float(np.corrcoef(ranks, np.arange(values.size))[0, 1])) > 0.8


def _instrument(columns: list[Column]) -> tuple[Column, bool]:
    """The column that is likely to be set by someone, and whether its name says so."""
    for code in INSTRUMENTS:
        for column in columns:
            if column.name == code:
                return column, True
    ranks = {c.name: rank for c in columns if (rank := _rank(c.header)) is not None}
    if ranks:
        return min((c for c in columns if c.name in ranks), key=lambda c: ranks[c.name]), True
    return next((c for c in reversed(columns) if not _comes_of_it(c)), columns[-1]), False


def _rank(header: str) -> int | None:
    """How likely a column is set by someone, 0 the likeliest; None where its name doesn't say."""
    low = header.casefold()
    if any(word in low for word in _OUTCOME):
        return None
    return next((k for k, word in enumerate(_SET) if re.search(word, low)), None)


def _comes_of_it(column: Column) -> bool:
    """Whether a column is an outcome by its name."""
    known = column.name in EIGHT and column.name not in INSTRUMENTS
    return known or any(word in column.header.casefold() for word in _OUTCOME)


_FAULTS = {
    "one": Text("{name} ({why})", "{name}（{why}）"),
    "empty": Text("empty", "为空"),
    "early": Text("ends in {period}", "止于{period}"),
    "gaps": Text("has gaps", "有缺口"),
    "still": Text("never moves", "始终不变"),
    "short": Text("too short", "过短"),
    "many": Text("one of too many", "列数过多"),
}
