"""A Dynare file carried out, in the terminal: what each command gives, as Dynare prints it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tinbergen.app.results_dynare import (
    ModelRun,
    ModelSolution,
    ModelSummary,
    RunCommand,
    StochasticReport,
    dated,
)
from tinbergen.charts.spark import spark
from tinbergen.charts.typeset import decimals, number, significant
from tinbergen.cli.show import GOOD, NAME, across, facts, heading, left, meaning, put, right
from tinbergen.cli.show_dynare import show_solution, thinned
from tinbergen.cli.show_stochastic import REPORTED, show_command, show_stochastic
from tinbergen.core import serial
from tinbergen.core.errors import Language
from tinbergen.core.text import NO_TEXT, Text
from tinbergen.report.blocks import Cell

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.dynare.state import Session
    from tinbergen.engine.linear.solution import Equilibrium

#: Values below this, where the others are of size one, are none.
_ROUNDING = 1e-15
#: Responses are shown for all of so many periods; of more, for the first eight and every fourth.
_ALL, _FIRST, _EVERY = 16, 8, 4

_VARIABLE = Text("variable", "变量")
_STEADY = Text("Steady state", "稳态")
_COUNTS = (
    ("variables", Text("Variables", "变量")),
    ("shocks", Text("Stochastic shocks", "随机冲击")),
    ("states", Text("State variables", "状态变量")),
    ("forward", Text("Jumpers", "前瞻变量")),
    ("static", Text("Static variables", "静态变量")),
)


def show_run(
    screen: Console, lang: Language, found: ModelRun, solved: Equilibrium | None, session: Session
) -> None:
    """A line a command, then what each prints; the last solution where none prints any."""
    if found.commands:
        rows = ((str(c.line or "–"), c.name, _outcome(c)) for c in found.commands)
        columns = [right(Text("line", "行")), left(Text("command", "命令"))]
        put(screen, lang, [*columns, meaning(Text("result", "结果"))], rows)
    titles = session.model.titles
    printed = [_show_command(screen, lang, command, titles) for command in found.commands]
    if solved is not None and not any(printed):
        screen.print()
        rule = {k: v for k, v in solved.to_dict().items() if k != "stochastic"}
        rule["summary"] = ModelSummary(**rule["summary"])
        show_solution(screen, lang, ModelSolution(**rule), solved)
    if found.paths is not None:
        screen.print()
        _show_paths(screen, lang, found, session)
    if found.out is not None:
        from rich.text import Text as Styled

        words = Text("{count} files written to", "{count} 个文件已写入").fill(
            count=len(found.files)
        )
        screen.print()
        screen.print(Styled.assemble(("✓ ", GOOD), words(lang), " ", (found.out, NAME)))


def _outcome(command: RunCommand) -> str:
    return "✓" if command.error is None else f"{command.error.code} {command.error.message}"


def _show_command(
    screen: Console, lang: Language, command: RunCommand, titles: Mapping[str, Text]
) -> bool:
    """Show a command's result; whether the command prints a solution."""
    if command.result is None or "noprint" in command.options:
        return False
    match command.name:
        case "steady":
            screen.print()
            _show_steady(screen, lang, command.result["values"], titles)
        case "check":
            screen.print()
            _show_roots(screen, lang, command.result)
        case "stoch_simul":
            screen.print()
            _show_stoch_simul(screen, lang, command)
            return True
        case name if name in REPORTED:
            screen.print()
            show_command(screen, lang, command)
    return command.name == "check"


def _show_steady(
    screen: Console, lang: Language, values: Mapping[str, float], titles: Mapping[str, Text]
) -> None:
    heading(screen, _STEADY(lang))
    known = {n: v for n, v in values.items() if n.isidentifier()}
    titled = [titles.get(n, NO_TEXT) for n in known] if titles.keys() & known.keys() else None
    rows: list[Sequence[Cell]] = [
        (n, *([titled[k]] if titled else []), significant(v if abs(v) > _ROUNDING else 0.0, 6))
        for k, (n, v) in enumerate(known.items())
    ]
    words = [meaning(Text("meaning", "含义"))] if titled else []
    put(screen, lang, [left(_VARIABLE), *words, right(_STEADY)], rows)


def _show_roots(screen: Console, lang: Language, result: Mapping[str, Any]) -> None:
    heading(screen, Text("Eigenvalues", "特征值")(lang))
    rows = []
    for real, imaginary in result["eigenvalues"]:
        infinite = real is None or imaginary is None or abs(real) > 1e8
        size = math.inf if infinite else math.hypot(real, imaginary)
        parts = (size, math.inf if infinite else real, 0.0 if infinite else imaginary)
        rows.append([_root(part) for part in parts])
    heads = (Text("modulus", "模"), Text("real", "实部"), Text("imaginary", "虚部"))
    put(screen, lang, [right(head) for head in heads], rows)
    words = Text(
        "{explosive} eigenvalue(s) larger than 1 in modulus for {forward} forward-looking "
        "variable(s); the rank condition is verified",
        "模大于 1 的特征值 {explosive} 个，前瞻变量 {forward} 个；秩条件成立",
    )
    screen.print(words.fill(**{k: result[k] for k in ("explosive", "forward")})(lang))


def _root(value: float) -> str:
    if math.isinf(value):
        return "∞"
    return significant(value if abs(value) > _ROUNDING else 0.0, 4)


def _show_stoch_simul(screen: Console, lang: Language, command: RunCommand) -> None:
    result = command.result or {}
    report = serial.from_dict(StochasticReport, result["stochastic"])
    title = Text("stoch_simul, line {line}", "stoch_simul，第 {line} 行")
    heading(screen, title.fill(line=command.line or "–")(lang))
    counts = result["summary"]
    facts(screen, [(words(lang), str(counts[key])) for key, words in _COUNTS])
    shocks = result["exogenous"]
    if shocks:
        screen.print()
        heading(screen, Text("Covariance of the exogenous shocks", "外生冲击的协方差")(lang))
        table = result["shock_covariance"]
        columns = ((c, [significant(table[r][c], 6) for r in shocks]) for c in shocks)
        across(screen, lang, _VARIABLE, shocks, columns)
    if "nofunctions" not in command.options:
        screen.print()
        _show_policy(screen, lang, result, report.variables)
    if report.moments is not None:
        screen.print()
    show_stochastic(screen, lang, report)
    _show_responses(screen, lang, report)


def _show_policy(
    screen: Console, lang: Language, result: Mapping[str, Any], names: Sequence[str]
) -> None:
    """Variables across; the constant, the states a period back and the shocks down."""
    heading(screen, Text("Policy and transition functions", "政策函数与转移函数")(lang))
    states, shocks = result["states"], result["exogenous"]
    labels = [Text("Constant", "常数项")(lang), *map(dated, states), *shocks]
    columns = []
    for name in names:
        own, direct = result["ghx"][name], result["ghu"][name]
        values = [result["steady_state"][name], *(own.get(s, 0.0) for s in states)]
        values += [direct[e] for e in shocks]
        columns.append((name, [significant(v if abs(v) > _ROUNDING else 0.0, 6) for v in values]))
    across(screen, lang, "", labels, columns)


def _show_responses(screen: Console, lang: Language, report: StochasticReport) -> None:
    """By shock: a row a period, a column a variable that moves."""
    title = Text("Impulse responses to {shock}", "对 {shock} 的脉冲响应")
    for shock, paths in report.responses.items():
        moving = {n: v for n, v in paths.items() if any(abs(x or 0.0) > _ROUNDING for x in v)}
        if not moving:
            continue
        screen.print()
        heading(screen, title.fill(shock=shock)(lang))
        periods = _periods(len(next(iter(moving.values()))))
        columns = (
            (n, [significant(0.0 if abs(v[t] or 0.0) < _ROUNDING else v[t], 6) for t in periods])
            for n, v in moving.items()
        )
        labels = [str(t + 1) for t in periods]
        across(screen, lang, Text("period", "期"), labels, columns)


def _periods(count: int) -> list[int]:
    if count <= _ALL:
        return list(range(count))
    return [t for t in range(count) if t < _FIRST or (t + 1) % _EVERY == 0 or t == count - 1]


def _show_paths(screen: Console, lang: Language, found: ModelRun, session: Session) -> None:
    paths = session.paths
    assert paths is not None
    assert found.paths is not None
    title = Text(
        "Perfect foresight, {periods} periods, solved in {steps} step(s)",
        "完全预期，{periods} 期，迭代 {steps} 次",
    ).fill(periods=paths.periods, steps=paths.iterations)
    heading(screen, title(lang))
    rows: Iterable[Sequence[Cell]] = (
        (name, spark(thinned(values)), *_ends(values))
        for name, values in found.paths.items()
        if name.isidentifier()
    )
    heads = (left(_VARIABLE), left(Text("path", "路径")))
    ends = (right(Text("first", "期初")), right(Text("last", "期末")))
    put(screen, lang, [*heads, *ends], rows)


def _ends(values: Sequence[float | None]) -> list[str]:
    places = max(decimals(values), 3)
    return [number(v, places) for v in (values[0], values[-1])]
