"""A simulation in the terminal: what it changes, or how close it comes to the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.app.results import Numbers
from tinbergen.app.results_model import ModelSimulation
from tinbergen.charts.typeset import decimals, number
from tinbergen.cli.show import NAME, QUIET, across, heading, left, meaning, numbers, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.report.blocks import Cell, Column

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.model.model import Model

    Array = NDArray[np.float64]

#: Variables up to which all are shown, and how many of more.
_FEW, _SHOWN = 20, 15

_HEADS = {
    "variable": Text("variable", "变量"),
    "title": Text("meaning", "含义"),
    "end": Text("data {period}", "数据 {period}"),
    "model_end": Text("model {period}", "模型 {period}"),
    "rmse": Text("RMSE", "均方根误差"),
    "worst": Text("largest miss", "最大误差"),
    "when": Text("in", "时期"),
    "largest": Text("largest", "最大变动"),
    "percent": Text("in %", "百分比"),
}
_MINUS = Text("Model minus data", "模型减数据")


def show_simulation(
    screen: Console, lang: Language, found: ModelSimulation, model: Model, shown: Sequence[str]
) -> None:
    """``shown`` are the variables asked for; empty is for the simulation to choose."""
    kind = Text("static", "静态") if found.static else Text("dynamic", "动态")
    title = Text(
        "{model}, {kind} simulation {start}–{end}", "{model}，{kind}模拟 {start}–{end}"
    ).fill(model=found.model, kind=kind, start=found.periods[0], end=found.periods[-1])
    heading(screen, title(lang))
    if found.expectations:
        words = Text("expectations are the model's own", "预期与模型一致（完全预见）")
        screen.print(words(lang), style=QUIET)
    if found.tracked:
        words = Text("with the residuals that reproduce the data", "含使模型重现数据的残差")
        screen.print(words(lang), style=QUIET)
    for words, changes in (
        (Text("", ""), found.settings),
        (Text("added: ", "追加："), found.additions),
        (Text("held: ", "固定："), found.fixed),
    ):
        if changes:
            screen.print(words(lang) + ", ".join(changes), style=NAME)
    screen.print()
    moved = bool(found.settings or found.tracked or found.additions or found.fixed)
    ranked = tuple(shown) or _ranked(found, model)
    few = tuple(shown) or len(model.endogenous) <= _FEW
    if moved and few:
        _differences(screen, lang, found, ranked)
    elif moved:
        _largest(screen, lang, found, model, ranked)
    else:
        _fit(screen, lang, found, model, ranked)
    if not few:
        words = Text(
            "{shown} of {count} variables; name others with --show A,B.",
            "共 {count} 个变量，此处列出 {shown} 个；可用 --show A,B 指定其他变量。",
        )
        filled = words.fill(shown=len(ranked), count=len(model.endogenous))
        screen.print(f"\n{filled(lang)}", style=QUIET)
    if found.instruments:
        _instruments(screen, lang, found)


def _ranked(found: ModelSimulation, model: Model) -> tuple[str, ...]:
    """The endogenous variables in their order or, of many, those that differ most.

    Differences count in proportion to the variable's level, or in its units where that is below 1.
    """
    if len(model.endogenous) <= _FEW:
        return model.endogenous
    sizes = {}
    for name in model.endogenous:
        data = _array(found.baseline[name])
        gap = np.abs(_array(found.simulated[name]) - data)
        known = np.isfinite(gap)
        if known.any():
            sizes[name] = float(gap[known].max() / max(1.0, np.abs(data[known]).mean()))
    return tuple(sorted(sizes, key=lambda n: -sizes[n])[:_SHOWN])


def _fit(
    screen: Console, lang: Language, found: ModelSimulation, model: Model, names: Sequence[str]
) -> None:
    """How close the model comes to the data."""
    ends = [_HEADS[w].fill(period=found.periods[-1]) for w in ("end", "model_end")]
    columns = [*_named(model), *map(right, (*ends, *(_HEADS[w] for w in ("rmse", "worst"))))]
    rows: list[list[Cell]] = []
    for name in names:
        data, path = _array(found.baseline[name]), _array(found.simulated[name])
        miss = np.abs(path - data)
        places = decimals([*data, *path])
        known = np.flatnonzero(np.isfinite(miss))
        worst = int(known[np.argmax(miss[known])]) if known.size else None
        rmse = float(np.sqrt(np.mean(miss[known] ** 2))) if known.size else None
        largest = None if worst is None else float(miss[worst])
        shown = (number(v, places) for v in (data[-1], path[-1], rmse, largest))
        rows.append([name, _title(model, name), *shown,
                     "" if worst is None else found.periods[worst]])  # fmt: skip
    put(screen, lang, [*columns, right(_HEADS["when"])], rows)


def _named(model: Model) -> list[Column]:
    """The columns of a variable and its meaning, which has one line where variables are many."""
    many = len(model.endogenous) > _FEW
    return [left(_HEADS["variable"]), meaning(_HEADS["title"], cut=many)]


def _title(model: Model, name: str) -> Text:
    return model.titles.get(name, NO_TEXT)


def _differences(
    screen: Console, lang: Language, found: ModelSimulation, names: Sequence[str]
) -> None:
    """The path minus the data, period by period."""
    gaps = {n: _array(found.simulated[n]) - _array(found.baseline[n]) for n in names}
    columns = [(n, numbers(gap.tolist(), signed=True)) for n, gap in gaps.items()]
    across(screen, lang, _MINUS, found.periods, columns)


def _largest(
    screen: Console, lang: Language, found: ModelSimulation, model: Model, names: Sequence[str]
) -> None:
    """The path minus the data at its ends and where it is largest, one variable a row."""
    words = Text(
        "Model minus data, in each variable's own unit; % of the data",
        "模型减数据，按各变量自身单位；百分比以数据为基数",
    )
    screen.print(words(lang), style=QUIET)
    ends: tuple[str | Text, ...] = (found.periods[0], found.periods[-1])
    heads = [*ends, *(_HEADS[w] for w in ("largest", "when", "percent"))]
    rows: list[list[Cell]] = []
    for name in names:
        data = _array(found.baseline[name])
        gap = _array(found.simulated[name]) - data
        worst = int(np.nanargmax(np.abs(gap)))
        base = abs(float(data[worst]))
        share = 100 * float(gap[worst]) / base if base >= 1.0 else None
        places = decimals(gap)
        shown = (number(float(gap[t]), places, signed=True) for t in (0, -1, worst))
        rows.append([name, _title(model, name), *shown, found.periods[worst],
                     number(share, 2, signed=True)])  # fmt: skip
    put(screen, lang, [*_named(model), *map(right, heads)], rows)


def _instruments(screen: Console, lang: Language, found: ModelSimulation) -> None:
    """By how much the instruments of held values move, in the periods in which one does."""
    moved = [t for t in range(len(found.periods)) if any(v[t] for v in found.instruments.values())]
    columns = [
        (name, numbers([values[t] for t in moved], signed=True))
        for name, values in found.instruments.items()
    ]
    screen.print()
    periods = [found.periods[t] for t in moved]
    across(screen, lang, Text("Moved by", "工具变动"), periods, columns)


def _array(values: Numbers) -> Array:
    return np.array([np.nan if v is None else v for v in values])
