"""How much may be read and asked for: one place for all bounds on size, and how they are raised.

What a file or an option asks for is compared with a limit before it is made, so that a slip of the
pen (``irf=1000000000``) or a hostile file ends in an error at once and not in a full memory.

>>> with raised(lag=5000):
...     check("lag", 3000)
>>> check("lag", 3000)  # doctest: +ELLIPSIS
Traceback (most recent call last):
...
tinbergen.core.errors.LimitError: error[C240]: ...
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, fields, replace
from math import prod
from typing import Any

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text

#: The variable of the environment that raises limits: ``lag=5000,memory=8000000000``.
VARIABLE = "TINBERGEN_LIMITS"
#: How much more room numbers take that are written out, or kept one by one.
WRITTEN = 5
#: Numbers beyond these, or nearer to zero, leave no room for their squares and products.
LARGEST, SMALLEST = 1e50, 1e-50
#: No limit can be raised above this: a whole number that a double still counts exactly.
HIGHEST = 2**53


def _limit(default: int, en: str, zh: str) -> Any:
    return field(default=default, metadata={"what": Text(en, zh)})


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest sizes that are accepted; each field says of what."""

    file_bytes: int = _limit(
        20_000_000, "bytes of a file of text: a table, a model, a case, a document",
        "文本文件（数据表、模型、案例、文档）的字节数",
    )  # fmt: skip
    parquet_bytes: int = _limit(
        500_000_000, "bytes of a Parquet file's content, unpacked", "Parquet 文件解压后的字节数"
    )
    table_rows: int = _limit(100_000, "rows of a table of series", "序列数据表的行数")
    table_columns: int = _limit(2_000, "columns of a table", "数据表的列数")
    labels: int = _limit(1_000, "labels of a table of texts", "文本表格的标签数")
    store_rows: int = _limit(5_000_000, "rows of a long table of vintages", "历史版本长表的行数")
    digits: int = _limit(400, "digits of a number in a document", "文档中数字的位数")
    nesting: int = _limit(
        60, "levels of brackets or elements within one another", "括号或元素嵌套的层数"
    )
    case_characters: int = _limit(1_000_000, "characters of a YAML file", "YAML 文件的字符数")
    case_parts: int = _limit(
        20_000, "words, lists and mappings of a YAML file", "YAML 文件的词、列表与映射数"
    )
    macro_work: int = _limit(
        1_500_000, "steps of the macro processor, about half a microsecond each",
        "宏处理器的步数（每步约半微秒）",
    )  # fmt: skip
    macro_characters: int = _limit(
        20_000_000, "characters that macros read, and that they write", "宏读入与输出的字符数"
    )
    macro_lines: int = _limit(1_000_000, "lines that macros write", "宏输出的行数")
    matlab_work: int = _limit(
        100_000, "steps of MATLAB statements in a model file", "模型文件中 MATLAB 语句的步数"
    )
    matlab_cells: int = _limit(
        1_000_000, "cells of a MATLAB matrix in a model file", "模型文件中 MATLAB 矩阵的元素数"
    )
    lag: int = _limit(500, "periods of a lag or a lead in a model", "模型中滞后或超前的期数")
    window: int = _limit(
        500, "periods of a moving average, a difference or a distributed lag",
        "移动平均、差分或分布滞后的期数",
    )  # fmt: skip
    order: int = _limit(
        20, "order of a difference or of a polynomial lag", "差分或多项式滞后的阶数"
    )
    terms: int = _limit(
        200_000, "terms of a model once averages and differences are written out",
        "移动平均与差分展开后模型的项数",
    )  # fmt: skip
    periods: int = _limit(
        100_000, "periods of a simulation, a response or a forecast", "模拟、响应或预测的期数"
    )
    horizon: int = _limit(400, "periods ahead of a forecast from data", "由数据预测的期数")
    observations: int = _limit(
        2_000, "observations of a series that is forecast", "被预测序列的观测数"
    )
    memory: int = _limit(
        1_500_000_000, "bytes of the paths that one calculation holds at once",
        "一次计算同时保存的路径的字节数",
    )  # fmt: skip


def what(name: str) -> Text:
    """What a limit bounds."""
    return _WHAT[name]


_WHAT: dict[str, Text] = {one.name: one.metadata["what"] for one in fields(Limits)}
_NAMES = tuple(_WHAT)
_current: ContextVar[Limits | None] = ContextVar("limits", default=None)
_from_environment: tuple[str, Limits] = ("", Limits())


def current() -> Limits:
    """The limits that hold: those of :func:`raised`, else of the environment, else the usual ones.

    Raises
    ------
    TinbergenError
        U240 or U241 when the environment's cannot be read.
    """
    global _from_environment
    if (said := _current.get()) is not None:
        return said
    text = os.environ.get(VARIABLE, "")
    if text != _from_environment[0]:
        _from_environment = text, changed(Limits(), text.split(","), VARIABLE)
    return _from_environment[1]


def raised(**changes: int) -> AbstractContextManager[Limits]:
    """Other limits for what is in a ``with`` block.

    Parameters
    ----------
    changes
        Limits by name, such as ``lag=5000``; those that are not named stay.

    Raises
    ------
    TinbergenError
        U240 for an unknown limit, U241 for a value that is no whole number from 1 to 2**53.
    """
    texts = [f"{name}={value}" for name, value in changes.items()]
    return holding(changed(current(), texts, "limits"))


@contextmanager
def holding(limits: Limits) -> Iterator[Limits]:
    """These limits for what is inside, and for the processes that it starts."""
    token = _current.set(limits)
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = as_text(limits)
    try:
        yield limits
    finally:
        _current.reset(token)
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def changed(limits: Limits, texts: Iterable[str], option: str) -> Limits:
    """Limits, some of them as ``NAME=VALUE`` says; blank texts say nothing.

    Raises
    ------
    TinbergenError
        U240 for an unknown limit, U241 for a value that is no whole number from 1 to 2**53.
    """
    found: dict[str, int] = {}
    for text in texts:
        name, sign, written = (part.strip() for part in text.partition("="))
        if not (name or sign):
            continue
        if name not in _WHAT:
            hint = did_you_mean(name, _NAMES)
            raise TinbergenError(
                "U240", hint=hint, option=option, name=name[:40], known=", ".join(_NAMES)
            )
        value = int(written) if written.isdecimal() and len(written) <= 16 else 0
        if not 1 <= value <= HIGHEST:
            raise TinbergenError(
                "U241", option=option, name=name, text=written[:40], most=HIGHEST,
                usual=getattr(Limits(), name),
            )  # fmt: skip
        found[name] = value
    return replace(limits, **found)


def as_text(limits: Limits) -> str:
    """Limits as the environment writes them, so that other processes keep them too."""
    usual = asdict(Limits())
    return ",".join(f"{n}={v}" for n, v in asdict(limits).items() if v != usual[n])


def most(name: str) -> int:
    """The limit of this name."""
    value: int = getattr(current(), name)
    return value


def check(name: str, asked: float, at: Location | None = None) -> None:
    """Whether a size is within its limit.

    Raises
    ------
    TinbergenError
        C240 when it is larger.
    """
    if asked > most(name):
        raise exceeded(name, asked, at)


def check_memory(*shape: int, at: Location | None = None) -> None:
    """Whether numbers of this shape (draws, periods, variables, …) fit the memory that is allowed.

    Raises
    ------
    TinbergenError
        C240 when they don't.
    """
    check("memory", prod(map(int, shape)) * 8, at)


def exceeded(name: str, asked: float | None, at: Location | None = None) -> TinbergenError:
    """C240: more than a limit was asked for; None where it is not known how much."""
    limit = most(name)
    shown = _MORE.fill(limit=f"{limit:,}") if asked is None else _shown(asked)
    room = 2 * limit if asked is None else max(int(min(asked, HIGHEST)), limit + 1)
    return TinbergenError(
        "C240", at=at, what=what(name), name=name, asked=shown, limit=f"{limit:,}", room=room,
        variable=VARIABLE,
    )  # fmt: skip


_MORE = Text("more than {limit}", "超过 {limit}")


def _shown(asked: float) -> str:
    """A number that a reader can take in, however long."""
    return f"{int(asked):,}" if asked <= HIGHEST else f"{HIGHEST:,}+"


def whole(name: str, text: str, at: Location | None = None) -> int:
    """The whole number, not negative, that a number's text says, within a limit.

    Raises
    ------
    TinbergenError
        C240 when it is larger.
    """
    # Through a double, which also takes exponents and a hundred thousand digits.
    value = float(text)
    check(name, value, at)
    return int(value)
