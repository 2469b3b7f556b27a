"""perfect_foresight_with_expectation_errors: what is learnt when, from blocks or a file.

``shocks(learnt_in = t)`` and ``endval(learnt_in = t)`` say what people learn in period t. Dynare 5
reads the same from a file: a column for an exogenous variable and a period of information, with the
variable's name, that period, the terminal level and the levels of all periods below one another.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.text import Text
from tinbergen.dynare import foresight
from tinbergen.dynare.state import Session
from tinbergen.engine.simulate.expectation_errors import (
    Information,
    News,
    foresight_with_surprises,
    information,
)
from tinbergen.engine.simulate.foresight import Foresight
from tinbergen.model.statements import Command, ShockPath, Shocks, Values

_TERMINAL_GUESS = "terminal_steady_state_as_guess_value"
_PERIOD = Text("a period from 1 on", "从 1 开始的期数")
_TABLE = Text(
    "a file beside the model with names, periods of information, terminal levels and a row for "
    "each period",
    "模型所在文件夹中的文件，依次含变量名、信息期、终端水平和各期数值",
)


def learnt_in(block: Shocks | Values) -> int:
    """The period in which the block's content is learnt; 1 when it does not say.

    Raises
    ------
    TinbergenError
        E048 when it is no period.
    """
    said = block.options.get("learnt_in", "1")
    if not said.isdecimal() or limits.whole("periods", said, block.at) < 1:
        raise TinbergenError(
            "E048", at=block.at, command=getattr(block, "block", "shocks"), option="learnt_in",
            value=said, wanted=_PERIOD,
        )  # fmt: skip
    return int(said)


def news_of(path: ShockPath, learnt: int) -> list[News]:
    """What a path in a shocks block says."""
    found = []
    for k, (first, last) in enumerate(path.periods):
        value = path.values[k if len(path.values) > 1 else 0].number
        if value is None:
            raise TinbergenError("M006", at=path.at, names=path.name, model="shocks")
        found.append(News(path.name, value, first, last, learnt))
    return found


def setup(session: Session, command: Command) -> None:
    foresight.known(command, frozenset({"periods", "datafile"}))
    session.periods = foresight.periods_of(session, command)
    foresight.settle(session)
    terminal = session.initial if session.terminal is None else session.terminal
    if "datafile" in command.options:
        session.information = _read(session, command)
        return
    news = [n for path in foresight.announced(session) for n in news_of(path, 1)]
    session.information = information(
        session.model, session.state(terminal).exogenous, [*news, *session.news], session.periods
    )


def solver(session: Session, command: Command) -> Foresight:
    options = {k: v for k, v in command.options.items() if k != _TERMINAL_GUESS}
    plain = Command(command.name, options, command.names, command.at, command.text)
    method = foresight.method_of(session, plain)
    if session.information is None:
        raise TinbergenError(
            "E041", at=command.at, command=command.name,
            setup="perfect_foresight_with_expectation_errors_setup",
        )  # fmt: skip
    session.paths = foresight_with_surprises(
        session.current(),
        session.state(session.initial),
        session.information,
        method,
        terminal_guess=_TERMINAL_GUESS in command.options,
    )
    foresight.tell_homotopy(session, command, session.paths)
    return session.paths


def _read(session: Session, command: Command) -> Information:
    """The information in a file; only periods in which something new is learnt are kept."""
    model, periods = session.model, session.periods
    value = command.options["datafile"].strip("'\"")
    fault = TinbergenError(
        "E048", at=command.at, command=command.name, option="datafile", value=value, wanted=_TABLE
    )
    folder = Path(model.source).resolve().parent
    path = (folder / value).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise fault
    names, *table = [row[1:] for row in csv.reader(read_text(path).splitlines()) if row]
    names = [name.strip() for name in names]
    if len(table) != periods + 2 or any(len(row) != len(names) for row in table):
        raise fault
    if not set(names) <= set(model.exogenous):
        raise fault
    columns: dict[int, list[tuple[int, list[float]]]] = {}
    for k, name in enumerate(names):
        period, *levels = [_level(row[k]) for row in table]
        if not all(map(math.isfinite, [period, levels[0]])) or not 1 <= period <= periods:
            raise fault
        columns.setdefault(int(period), []).append((model.exogenous.index(name), levels))
    level = np.array([session.initial.get(name, 0.0) for name in model.exogenous])
    now = np.tile(level, (periods, 1))
    learnt, paths, endings = list[int](), [], []
    for period in sorted({1, *columns}):
        before = (now.copy(), level.copy())
        for place, (ending, *levels) in columns.get(period, ()):
            now[period - 1 :, place] = levels[period - 1 :]
            level[place] = ending
        changed = not (np.array_equal(before[0], now) and np.array_equal(before[1], level))
        if period == 1 or changed:
            learnt.append(period)
            paths.append(now.copy())
            endings.append(level.copy())
    if not np.isfinite(np.array(paths)).all():
        raise fault
    return Information(tuple(learnt), np.array(paths), np.array(endings))


def _level(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
