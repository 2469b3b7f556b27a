"""What stoch_simul and its neighbours report, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tinbergen.charts.spark import spark
from tinbergen.charts.typeset import decimals, number, significant
from tinbergen.cli.show import across, facts, heading, numbers
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.app.results_dynare import RunCommand, StochasticReport
    from tinbergen.core.errors import Language

_VARIABLE = Text("variable", "变量")
_FILTERS = {
    "hp": Text("Hodrick-Prescott filtered ({values})", "经 HP 滤波（{values}）"),
    "one_sided_hp": Text("one-sided HP filtered ({values})", "经单侧 HP 滤波（{values}）"),
    "bandpass": Text("cycles of {values} periods", "{values} 期的周期成分"),
}
_KINDS = {
    "theoretical": Text("Theoretical moments", "理论矩"),
    "simulated": Text("Moments of {periods} simulated periods", "{periods} 期模拟的矩"),
}
_LOGS = Text("in logarithms", "对数")
#: Commands whose results `show_command` shows.
REPORTED = frozenset({"resid", "model_diagnostics", "forecast"})
#: Moments below this are none.
_STILL = 1e-15
#: Residuals up to this are none.
_HOLDS = 1e-9


def show_stochastic(screen: Console, lang: Language, found: StochasticReport) -> None:
    """Moments, correlations and decompositions, each only where it was asked for."""
    names = found.variables
    if found.moments is not None:
        notes = [_KINDS[found.moments].fill(periods=found.periods)(lang)]
        if found.filter is not None:
            values = "–".join(f"{v:g}" for v in found.filter.values)
            notes.append(_FILTERS[found.filter.kind].fill(values=values)(lang))
        if found.loglinear:
            notes.append(_LOGS(lang))
        heading(screen, ", ".join(notes) if lang == "en" else "，".join(notes))
        variances = [_at(found.covariance, n, n) for n in names]
        columns: list[tuple[str, Sequence[float | None]]] = [
            (Text("mean", "均值")(lang), [(found.mean or {}).get(n) for n in names]),
            (
                Text("std. dev.", "标准差")(lang),
                [None if v is None else max(v, 0.0) ** 0.5 for v in variances],
            ),
            (Text("variance", "方差")(lang), variances),
        ]
        lags = found.autocorrelation or {}
        columns += [
            (f"ρ({h + 1})", [lags[n][h] for n in names])
            for h in range(max((len(v) for v in lags.values()), default=0))
        ]
        _tables(screen, lang, names, columns)
    _square(screen, lang, Text("Correlations", "相关系数"), names, found.correlation)
    _shares(
        screen, lang, Text("Variance decomposition, %", "方差分解（%）"),
        names, found.variance_decomposition,
    )  # fmt: skip
    for steps, parts in (found.conditional_variance_decomposition or {}).items():
        words = Text(
            "Decomposition of the forecast error variance, {steps} period(s) ahead, %",
            "向前 {steps} 期预测误差的方差分解（%）",
        ).fill(steps=steps)
        _shares(screen, lang, words, names, parts)


def show_command(screen: Console, lang: Language, command: RunCommand) -> None:
    """Results that have no other place: residuals, roots, problems and forecasts."""
    result = command.result
    if result is None:
        return
    if command.name == "resid":
        heading(screen, Text("Residuals of the static equations", "静态方程残差")(lang))
        facts(screen, ((clean(n), _residual(v)) for n, v in result.items()))
    elif command.name == "model_diagnostics":
        heading(screen, Text("Model diagnostics", "模型诊断")(lang))
        none = Text("no problem found", "未发现问题")(lang)
        problems = result["problems"]
        facts(screen, [(p["code"], clean(p["message"])) for p in problems] or [("✓", none)])
    elif command.name == "forecast":
        _forecast(screen, lang, result)


def _residual(value: float) -> str:
    return "0" if abs(value) < _HOLDS else f"{value:.3g}"


def _forecast(screen: Console, lang: Language, result: Mapping[str, Any]) -> None:
    words = Text(
        "Forecast of {periods} periods, {coverage}% bands", "{periods} 期预测，{coverage}% 区间"
    ).fill(periods=result["periods"], coverage=f"{100 * result['coverage']:g}")
    heading(screen, words(lang))
    names = list(result["mean"])
    ends: list[tuple[str, list[float | None]]] = [
        (Text("first", "期初")(lang), [result["mean"][n][0] for n in names]),
        (Text("last", "期末")(lang), [result["mean"][n][-1] for n in names]),
        (Text("from", "下限")(lang), [result["lower"][n][-1] for n in names]),
        (Text("to", "上限")(lang), [result["upper"][n][-1] for n in names]),
    ]
    paths = [spark(result["mean"][n][:40]) for n in names]
    shown = ((name, numbers(values, 3)) for name, values in ends)
    across(screen, lang, _VARIABLE, names, [(Text("path", "路径")(lang), paths), *shown])


def _at(table: Mapping[str, Mapping[str, float | None]] | None, row: str, column: str):  # type: ignore[no-untyped-def]
    return None if table is None else table[row][column]


def _square(
    screen: Console,
    lang: Language,
    words: Text,
    names: Sequence[str],
    table: Mapping[str, Mapping[str, float | None]] | None,
) -> None:
    if table is None or len(names) < 2:
        return
    screen.print()
    heading(screen, words(lang))
    _tables(screen, lang, names, [(c, [table[n][c] for n in names]) for c in names])


def _shares(
    screen: Console,
    lang: Language,
    words: Text,
    names: Sequence[str],
    parts: Mapping[str, Mapping[str, float | None]] | None,
) -> None:
    shocks = list(next(iter(parts.values()))) if parts else []
    if parts is None or len(shocks) < 2:
        return
    screen.print()
    heading(screen, words(lang))
    columns = []
    for shock in shocks:
        values = (parts[n][shock] for n in names)
        columns.append((shock, [number(None if v is None else 100 * v, 1) for v in values]))
    across(screen, lang, _VARIABLE, names, columns)


def _tables(
    screen: Console,
    lang: Language,
    names: Sequence[str],
    columns: Sequence[tuple[str, Sequence[float | None]]],
) -> None:
    across(screen, lang, _VARIABLE, names, ((n, _digits(v)) for n, v in columns))


def _digits(values: Sequence[float | None]) -> list[str]:
    """Numbers of a column, each with three digits; what is nothing but rounding error is zero."""
    places = max(decimals(values), 3)
    return [significant(0.0 if v is not None and abs(v) < _STILL else v, places) for v in values]
