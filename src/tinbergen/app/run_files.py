"""What a run of a Dynare file leaves in a folder: its tables as CSV, its figures as SVG.

Names tell the command, with its number where a file has several of the kind: ``moments.csv``,
``2-moments.csv``. Each file is written as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinbergen.app.results_dynare import ModelRun, dated
from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan
from tinbergen.charts.results import paths
from tinbergen.core.errors import Language
from tinbergen.core.files import write_atomic
from tinbergen.core.text import Text

Cell = str | float | int | None
Table = tuple[Sequence[str], list[Sequence[Cell]]]
#: Responses that stay below this are no picture.
_STILL = 1e-12
#: Small charts in one figure; further ones stand in figures of their own.
_MOST = 24

_RESPONSES = Text("Responses to {shock}", "对 {shock} 的响应")
_FORECAST = Text("Forecast", "预测")
_FORESIGHT = Text("Perfect foresight", "完全预见")


def write(run: ModelRun, folder: Path, lang: Language) -> tuple[str, ...]:
    """Write all that a run has found into ``folder``; the names of the files.

    Raises
    ------
    TinbergenError
        C004 when the folder can't be written.
    """
    contents: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for command in run.commands:
        if command.result is None:
            continue
        seen[command.name] += 1
        before = f"{seen[command.name]}-" if seen[command.name] > 1 else ""
        for name, table in _tables(command.name, command.result):
            contents[f"{before}{name}.csv"] = _csv(*table)
        for name, panel in _figures(command.name, command.result):
            contents[f"{before}{name}.svg"] = panel.svg(lang)
    if run.paths is not None:
        known = {n: v for n, v in run.paths.items() if n.isidentifier()}
        contents["paths.csv"] = _csv(*_columns("period", range(len(next(iter(known.values())))),
                                               known))  # fmt: skip
        for name, panel in _paths("paths", _FORESIGHT, known, 0):
            contents[f"{name}.svg"] = panel.svg(lang)
    for name, text in contents.items():
        write_atomic(folder / name, text)
    return tuple(sorted(contents))


def _tables(command: str, result: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    match command:
        case "steady":
            yield "steady_state", _rows(("variable", "value"), result["values"].items())
        case "resid":
            yield "residuals", _rows(("equation", "residual"), result.items())
        case "check":
            yield "eigenvalues", _roots(result["eigenvalues"])
        case "forecast":
            parts = {f"{n}_{p}": v for p in ("mean", "lower", "upper")
                     for n, v in result[p].items()}  # fmt: skip
            yield "forecast", _columns("period", range(1, result["periods"] + 1), parts)
        case "stoch_simul":
            yield from _solution(result)
            yield from _stochastic(result["stochastic"])


def _solution(result: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    names, states = result["endogenous"], result["states"]
    rule: list[Sequence[Cell]] = [
        ["constant", *(result["steady_state"][n] for n in names)],
        *([dated(s), *(result["ghx"][n].get(s, 0.0) for n in names)] for s in states),
        *([e, *(result["ghu"][n][e] for n in names)] for e in result["exogenous"]),
    ]
    yield "policy_functions", (("", *names), rule)
    yield "shock_covariance", _nested(result["shock_covariance"])
    yield "eigenvalues", _roots(result["eigenvalues"])


def _stochastic(report: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    names = report["variables"]
    if report["covariance"] is not None:
        own = {n: report["covariance"][n][n] for n in names}
        moments = [(n, report["mean"][n], None if v is None else max(v, 0.0) ** 0.5, v)
                   for n, v in own.items()]  # fmt: skip
        yield "moments", _rows(("variable", "mean", "std_dev", "variance"), moments)
        yield "covariance", _nested(report["covariance"])
    for name in ("correlation", "variance_decomposition"):
        if report[name] is not None:
            yield name, _nested(report[name])
    for ahead, parts in (report["conditional_variance_decomposition"] or {}).items():
        yield f"variance_decomposition_{ahead}_ahead", _nested(parts)
    lags = report["autocorrelation"]
    if lags:
        orders = range(1, len(next(iter(lags.values()))) + 1)
        yield "autocorrelation", _columns("order", orders, lags)
    for shock, paths_of in report["responses"].items():
        periods = range(1, len(next(iter(paths_of.values()))) + 1)
        yield f"irf_{shock}", _columns("period", periods, paths_of)


def _figures(command: str, result: Mapping[str, Any]) -> Iterator[tuple[str, Panel]]:
    if command == "stoch_simul":
        for shock, found in result["stochastic"]["responses"].items():
            moving = {n: v for n, v in found.items() if max(map(abs, v)) > _STILL}
            if moving:
                yield from _paths(f"irf_{shock}", _RESPONSES.fill(shock=shock), moving, 1)
    if command == "forecast":
        charts = []
        for name, mean in result["mean"].items():
            low, high = result["lower"][name], result["upper"][name]
            fan = Fan(Text(name, name), (result["coverage"],), (low,), (high,), mean)
            charts.append(Chart(Text(name, name), range(1, len(mean) + 1), (fan,)))
        yield from _panels("forecast", _FORECAST, charts)


def _paths(
    name: str, title: Text, found: Mapping[str, Sequence[float | None]], first: int
) -> Iterator[tuple[str, Panel]]:
    named = [(Text(n, n), _numbers(v)) for n, v in found.items()]
    periods = range(first, first + len(named[0][1]))
    yield from _panels(name, title, paths(title, periods, named).charts)


def _panels(name: str, title: Text, charts: Sequence[Chart]) -> Iterator[tuple[str, Panel]]:
    """Figures of so many charts each, the second called ``NAME-2``."""
    for k, start in enumerate(range(0, len(charts), _MOST)):
        some = tuple(charts[start : start + _MOST])
        yield f"{name}-{k + 1}" if k else name, Panel(title, some, columns=3)


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [math.nan if v is None else v for v in values]


def _rows(head: Sequence[str], rows: Any) -> Table:
    return head, [list(row) for row in rows]


def _roots(roots: Sequence[Sequence[float | None]]) -> Table:
    return ("modulus", "real", "imaginary"), [
        [None if a is None or b is None else math.hypot(a, b), a, b] for a, b in roots
    ]


def _nested(table: Mapping[str, Mapping[str, Cell]]) -> Table:
    across = list(next(iter(table.values()), {}))
    return ("", *across), [[n, *(row[c] for c in across)] for n, row in table.items()]


def _columns(head: str, labels: Sequence[Cell], columns: Mapping[str, Sequence[Cell]]) -> Table:
    rows = ([label, *(values[t] for values in columns.values())] for t, label in enumerate(labels))
    return (head, *columns), list(rows)


def _csv(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Numbers in full precision; what does not exist is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if c is None else repr(c) if isinstance(c, float) else c for c in row]
                     for row in rows)  # fmt: skip
    return text.getvalue()
