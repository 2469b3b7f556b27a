"""``tinbergen model``: check, estimate, simulate and list models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinbergen.cli import results
from tinbergen.cli.arguments import Setting, argument, option, sample, setting
from tinbergen.cli.output import Output
from tinbergen.cli.progress import Progress
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.data.dataset import Dataset
    from tinbergen.model.model import Model

_MODEL = "A model of the library, or a model file | 模型库中的模型名，或模型文件"
_DATA = "CSV file; by default the data that come with the model | CSV 文件；默认用随模型提供的数据"

ModelName = Annotated[str, argument("MODEL", _MODEL)]
DataFile = Annotated[Path | None, option("--data", _DATA, "FILE")]


def list_models(ctx: typer.Context) -> None:
    from tinbergen.cli.model_data import shipped_extent
    from tinbergen.cli.show_model import show_list
    from tinbergen.model import library

    out: Output = ctx.obj
    entries = []
    for name in library.names():
        model, extent = library.load(name), shipped_extent(name)
        entries.append(
            results.ModelEntry(
                name=name,
                equations=len(model.equations),
                behavioural=sum(e.behavioural for e in model.equations),
                endogenous=len(model.endogenous),
                exogenous=len(model.exogenous),
                parameters=len(model.parameters),
                first=str(extent.start) if extent else None,
                last=str(extent.end) if extent else None,
            )
        )
    listed = results.ModelList(tuple(entries))
    out.give(listed, lambda screen, lang: show_list(screen, lang, listed))


def check(ctx: typer.Context, model: ModelName) -> None:
    from tinbergen.cli.show_model import show_check
    from tinbergen.model import library
    from tinbergen.model.blocks import blocks

    out: Output = ctx.obj
    read = library.load(model)
    names = [e.name for e in read.equations]
    used = read.graph.parameters(*(e.residual for e in read.equations))
    lags, leads = read.lags
    checked = results.ModelCheck(
        model=read.name,
        endogenous=read.endogenous,
        exogenous=read.exogenous,
        parameters=read.parameters,
        unvalued=tuple(p for p in read.parameters if p in used and p not in read.values),
        equations=tuple(
            results.CheckedEquation(e.name, e.at.line, e.behavioural) for e in read.equations
        ),
        blocks=tuple(
            results.CheckedBlock(
                tuple(names[i] for i in block.equations),
                tuple(read.endogenous[i] for i in block.variables),
            )
            for block in blocks(read)
        ),
        lags=lags,
        leads=leads,
        ignored=read.commands,
    )
    out.give(checked, lambda screen, lang: show_check(screen, lang, checked, read.titles))


def estimate(
    ctx: typer.Context,
    model: ModelName,
    method: Annotated[
        str | None,
        option(
            "--method",
            "One method for all equations; by default each equation's own | "
            "所有方程使用同一方法；默认按各方程标注",
            "ols|2sls|liml|3sls|i3sls|fiml",
        ),
    ] = None,
    over: Annotated[
        str | None,
        option(
            "--sample",
            "First and last period; by default the longest possible | 首末时期；默认取最长样本",
            "1921:1941",
        ),
    ] = None,
    data: DataFile = None,
) -> None:
    from tinbergen.cli.model_data import data_for
    from tinbergen.cli.show_model import show_plain
    from tinbergen.model import library

    out: Output = ctx.obj
    span = sample("--sample", over) if over else None
    with Progress(out) as progress:
        progress(Text("Read model and data", "读取模型与数据"))
        read = library.load(model)
        known, advice = data_for(read, model, data)
        progress(Text("Estimate", "估计"))
        from tinbergen.engine.estimate.model_fit import estimate as fit_model

        fit = fit_model(read, known, method=method.lower() if method else None, sample=span)
        found = fit.to_dict()
    given = results.ModelEstimate(model=read.name, **found, advice=out.notes(advice))
    out.give(given, lambda screen, lang: show_plain(screen, fit.summary(lang)), advice)


def simulate(
    ctx: typer.Context,
    model: ModelName,
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
    data: DataFile = None,
    static: Annotated[
        bool,
        option("--static", "Take lags from the data, not from the path | 滞后取数据而非模拟值"),
    ] = False,
    settings: Annotated[
        list[str] | None,
        option(
            "--set",
            "Give a parameter or an exogenous variable a value; NAME+=VALUE adds to it | "
            "设定参数或外生变量的数值；NAME+=VALUE 表示增加",
            "NAME=VALUE",
        ),
    ] = None,
    tracked: Annotated[
        bool,
        option(
            "--track",
            "Add the residuals with which the model reproduces the data, before settings | "
            "加入使模型重现数据的残差（在设定之前）",
        ),
    ] = False,
) -> None:  # fmt: skip
    from tinbergen.cli.model_data import data_for
    from tinbergen.cli.show_model import show_simulation
    from tinbergen.engine import simulate as engine
    from tinbergen.model import library

    out: Output = ctx.obj
    changes = [setting(text) for text in settings or []]
    first, last = (Period.parse(text) if text else None for text in (start, end))
    read = library.load(model)
    known, advice = data_for(read, model, data)
    span = _span(read, known, first, last)
    residuals = engine.track(read, known, span) if tracked else None
    changed, moved = _apply(changes, read, known, span)
    path = engine.simulate(changed, moved, span, residuals=residuals, static=static)
    names = (*read.endogenous, *read.exogenous)
    seen = known.window(span.start, span.end)
    given = results.ModelSimulation(
        model=read.name,
        periods=tuple(span.labels()),
        static=static,
        tracked=tracked,
        settings=tuple(str(change) for change in changes),
        iterations=path.iterations,
        baseline={n: _numbers(seen[n]) if n in seen else (None,) * span.length for n in names},
        simulated={n: _numbers(path[n]) for n in names},
        advice=out.notes(advice),
    )
    out.give(given, lambda screen, lang: show_simulation(screen, lang, given, read), advice)


def _numbers(values: Any) -> results.Numbers:
    return tuple(float(v) if v == v else None for v in values)


def _span(model: Model, data: Dataset, first: Period | None, last: Period | None) -> Span:
    """The periods to simulate: as asked for, else all that the data allow."""
    extents = {n: data.extent(n) for n in (*model.endogenous, *model.exogenous) if n in data}
    known = {n: e for n, e in extents.items() if e is not None}
    latest = max((e.start for e in known.values()), key=lambda p: p.ordinal,
                 default=data.span.start)  # fmt: skip
    ends = [known[n].end for n in model.exogenous if n in known]
    start = first or latest + model.lags[0]
    end = last or min(ends, key=lambda p: p.ordinal, default=data.span.end)
    if end < start:
        raise TinbergenError(
            "U015", start=start, end=end, span=f"{data.span.start}–{data.span.end}"
        )
    return start.to(end)


def _apply(
    changes: Sequence[Setting], model: Model, data: Dataset, span: Span
) -> tuple[Model, Dataset]:
    """Settings laid over the model's parameters and the data's exogenous paths."""
    reach = [data.span.start, data.span.end, span.start, span.end]
    longer = data.window(*(pick(reach, key=lambda p: p.ordinal) for pick in (min, max)))
    first = longer.span.position(span.start)
    for change in changes:
        if change.name in model.parameters:
            old = model.values.get(change.name)
            if change.add and old is None:
                raise TinbergenError("M006", names=change.name, model=model.name)
            value = change.value + old if change.add and old is not None else change.value
            model = model.with_values({change.name: value})
        elif change.name in model.exogenous:
            values = longer[change.name].copy()
            inside = values[first : first + span.length]
            inside[:] = inside + change.value if change.add else change.value
            longer = longer.assign(**{change.name: values})
        else:
            raise _not_settable(change.name, model)
    return model, longer


def _not_settable(name: str, model: Model) -> TinbergenError:
    known = [*model.exogenous, *model.parameters]
    if name in model.endogenous:
        return TinbergenError("U016", name=name, model=model.name,
                              known=", ".join(model.exogenous) or "-")  # fmt: skip
    return TinbergenError(
        "U017", hint=did_you_mean(name, known), name=name, model=model.name, known=", ".join(known)
    )


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "list": (list_models, "The models of the library | 模型库一览"),
    "check": (check, "Read a model file and show its anatomy | 读取模型文件并展示其结构"),
    "estimate": (estimate, "Estimate a model's equations | 估计模型的方程"),
    "simulate": (
        simulate,
        "Solve a model over a span and compare with the data | 在一段时期内求解模型并与数据对照",
    ),
}
