"""``tinbergen model simulate``: a model's path over a span, and what moves it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.app import results
from tinbergen.app.settings import Assigned, Setting
from tinbergen.cli.arguments import (
    addition,
    argument,
    choice,
    fixed,
    names,
    option,
    seconds,
    setting,
)
from tinbergen.cli.deadline import within
from tinbergen.cli.model_file import Defines, Functions, Given, load
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.data.dataset import Dataset
    from tinbergen.engine.simulate.backward import Simulation
    from tinbergen.model.model import Model

_CONSISTENT = "model-consistent"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of the command line, read."""

    first: Period | None
    last: Period | None
    static: bool
    tracked: bool
    expectations: str | None
    settings: tuple[Setting, ...]
    additions: tuple[Assigned, ...]
    fixed: tuple[Assigned, ...]
    instruments: tuple[str, ...]
    shown: tuple[str, ...]


def simulate(
    ctx: typer.Context,
    model: Annotated[
        str,
        argument("MODEL", "A model of the library, or a model file | 模型库中的模型名，或模型文件"),
    ],
    start: Annotated[
        str | None,
        option("--start", "First period; by default the first possible | 首期；默认取最早可行时期",
               "PERIOD"),
    ] = None,
    end: Annotated[
        str | None,
        option("--end", "Last period; by default the last of the data | 末期；默认取数据末期",
               "PERIOD"),
    ] = None,
    data: Annotated[
        Path | None,
        option("--data", "CSV or Parquet file; by default the data that come with the model | "
               "CSV 或 Parquet 文件；默认用随模型提供的数据", "FILE"),
    ] = None,
    static: Annotated[
        bool,
        option("--static", "Take lags from the data, not from the path | 滞后取数据而非模拟值"),
    ] = False,
    settings: Annotated[
        list[str] | None,
        option(
            "--set",
            "Give a parameter or an exogenous variable a value, before tracking; NAME+=VALUE adds "
            "to it, after tracking | "
            "设定参数或外生变量的数值（在追踪之前）；NAME+=VALUE 表示增加（在追踪之后）",
            "NAME=VALUE[@P[:P]]",
        ),
    ] = None,
    tracked: Annotated[
        bool,
        option(
            "--track",
            "Add the residuals with which the model reproduces the data | "
            "加入使模型重现数据的残差（附加因子）",
        ),
    ] = False,
    additions: Annotated[
        list[str] | None,
        option(
            "--add",
            "Add to the add-factor of a variable's equation, or to an exogenous variable | "
            "增加某变量所在方程的附加因子，或增加外生变量",
            "VAR=VALUE[@P[:P]]",
        ),
    ] = None,
    fixes: Annotated[
        list[str] | None,
        option(
            "--fix",
            "Hold an endogenous variable at a value; --by says with what | "
            "将内生变量固定在某一数值；由 --by 指定所用工具",
            "VAR=VALUE@P[:P]",
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        option(
            "--by",
            "The instrument of the --fix before it: a variable whose equation's add-factor moves, "
            "or an exogenous variable | "
            "前一个 --fix 的工具：变量（移动其方程的附加因子）或外生变量",
            "INSTRUMENT",
        ),
    ] = None,
    expectations: Annotated[
        str | None,
        option(
            "--expectations",
            "For models that look ahead: all periods are solved together | "
            "用于含前瞻变量的模型：各期联立求解",
            _CONSISTENT,
        ),
    ] = None,
    defines: Defines = None,
    functions: Functions = None,
    show: Annotated[
        list[str] | None,
        option("--show", "Variables to show in the terminal | 终端中显示的变量", "A,B"),
    ] = None,
    timeout: Annotated[
        str | None,
        option("--timeout", "Stop with an error after so many seconds | 超过该秒数则报错停止",
               "SECONDS"),
    ] = None,
) -> None:  # fmt: skip
    from tinbergen.cli.show_simulation import show_simulation

    out: Output = ctx.obj
    asked = _Asked(
        first=Period.parse(start) if start else None,
        last=Period.parse(end) if end else None,
        static=static,
        tracked=tracked,
        expectations=choice("--expectations", expectations, (_CONSISTENT,))
        if expectations is not None
        else None,
        settings=tuple(setting(text) for text in settings or ()),
        additions=tuple(addition(text) for text in additions or ()),
        fixed=tuple(fixed(text) for text in fixes or ()),
        instruments=tuple(by or ()),
        shown=tuple(names("--show", show)),
    )
    with within(seconds(timeout), out), Progress(out) as progress:
        progress(Text("Read model and data", "读取模型与数据"))
        read = load(model, Given(defines=defines, functions=functions))
        _check_agreement(asked, read)
        given, advice = _simulate(out, progress, asked, read, model, data)
    out.give(
        given, lambda screen, lang: show_simulation(screen, lang, given, read, asked.shown), advice
    )


def _check_agreement(asked: _Asked, model: Model) -> None:
    """What is asked must fit together, and with the model's dates.

    Raises
    ------
    TinbergenError
        U066 for names of ``--show``; U067, U068 when expectations are missing or have no object;
        U072 when static is asked for with what joins periods.
    """
    from tinbergen.app.changes import check_shown

    check_shown(asked.shown, model)
    ahead = next((v for v in model.dated if v.lag > 0), None)
    if ahead is not None and asked.expectations is None:
        raise TinbergenError("U067", model=model.name, variable=ahead)
    if ahead is None and asked.expectations is not None:
        raise TinbergenError("U068", model=model.name)
    for option_name, joins in (("--expectations", asked.expectations), ("--fix", asked.fixed)):
        if asked.static and joins:
            raise TinbergenError("U072", option=option_name)


def _simulate(
    out: Output, progress: Progress, asked: _Asked, model: Model, name: str, file: Path | None
) -> tuple[results.ModelSimulation, list[Advice]]:
    """Settings, tracking, departures, the path: in this order."""
    from tinbergen.app.changes import add_values, held_values, set_values
    from tinbergen.app.model_data import beyond, data_for, with_add_factors

    known, told = data_for(model, name, file)
    known, filled = with_add_factors(model, known)
    span = _span(model, known, asked.first, asked.last)
    reached, ahead = beyond(model, _reaching(known, span), span)
    advice = [*told, *filled, *ahead]
    levels = [s for s in asked.settings if not s.add]
    steps = [s for s in asked.settings if s.add]
    stage, moved = set_values(levels, model, reached, span)

    progress(Text("Simulate", "模拟"))
    from tinbergen.engine.simulate import backward as engine

    residuals = engine.track(stage, moved, span) if asked.tracked else None
    stage, moved = set_values(steps, stage, moved, span)
    moved, residuals = add_values(asked.additions, stage, moved, span, residuals)
    changes: dict[str, Any] = {}
    path: Simulation
    if asked.fixed or asked.instruments:
        from tinbergen.engine.control.exogenising import exogenise

        held = held_values(asked.fixed, asked.instruments, stage, span)
        holding = exogenise(stage, moved, span, held, residuals=residuals)
        path, changes = holding.simulation, dict(holding.changes)
    else:
        path = engine.simulate(stage, moved, span, residuals=residuals, static=asked.static)
    seen = known.window(span.start, span.end)
    variables = (*model.endogenous, *model.exogenous)
    return results.ModelSimulation(
        model=model.name,
        periods=tuple(span.labels()),
        static=asked.static,
        tracked=asked.tracked,
        settings=tuple(map(str, asked.settings)),
        iterations=path.iterations,
        baseline={n: _numbers(seen[n]) if n in seen else (None,) * span.length for n in variables},
        simulated={n: _numbers(path[n]) for n in variables},
        advice=out.notes(advice),
        expectations=asked.expectations,
        additions=tuple(map(str, asked.additions)),
        fixed=tuple(map(str, asked.fixed)),
        instruments={n: _numbers(values) for n, values in changes.items()},
    ), advice


def _numbers(values: Any) -> results.Numbers:
    return tuple(float(v) if v == v else None for v in values)


def _span(model: Model, data: Dataset, first: Period | None, last: Period | None) -> Span:
    """The periods to simulate: as asked for, else all that the data allow.

    Where the model looks ahead, periods that its leads read are left behind the last one.
    """
    extents = {n: data.extent(n) for n in (*model.endogenous, *model.exogenous) if n in data}
    known = {n: e for n, e in extents.items() if e is not None}
    latest = max((e.start for e in known.values()), key=lambda p: p.ordinal,
                 default=data.span.start)  # fmt: skip
    ends = [known[n].end for n in model.exogenous if n in known]
    ends += [known[v.name].end - v.lag for v in model.dated if v.lag > 0 and v.name in known]
    start = first or latest + model.lags[0]
    end = last or min(ends, key=lambda p: p.ordinal, default=data.span.end)
    if end < start:
        raise TinbergenError(
            "U015", start=start, end=end, span=f"{data.span.start}–{data.span.end}"
        )
    return start.to(end)


def _reaching(data: Dataset, span: Span) -> Dataset:
    """The data, as long as to hold all of the span."""
    reach = [data.span.start, data.span.end, span.start, span.end]
    return data.window(*(pick(reach, key=lambda p: p.ordinal) for pick in (min, max)))
