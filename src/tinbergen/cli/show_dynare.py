"""Models with expectations in the terminal: their anatomy, solutions, runs and responses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tinbergen.app.results_dynare import (
    ModelExport,
    ModelParse,
    ModelResponses,
    ModelSolution,
    dated,
)
from tinbergen.charts.spark import spark
from tinbergen.charts.typeset import decimals, number, significant
from tinbergen.cli.show import GOOD, NAME, QUIET, across, facts, heading, left, meaning, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import NO_TEXT, Text, clean
from tinbergen.report.blocks import Cell, Column

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.engine.linear.solution import Equilibrium

_WIDEST_SPARK = 40
#: What the other columns of the table of responses need.
_BESIDE_SPARK = 52
#: A steady state below this is zero.
_ROUNDING = 1e-15
#: Deviations below this are none.
_STILL = 1e-12

_HEADS = {
    "variable": Text("variable", "变量"),
    "title": Text("meaning", "含义"),
    "steady": Text("steady state", "稳态"),
    "deviation": Text("std. dev.", "标准差"),
    "equation": Text("equation", "方程"),
    "line": Text("line", "行"),
    "text": Text("text", "内容"),
    "missing": Text("without it", "缺少它时"),
    "path": Text("path", "路径"),
    "start": Text("first", "期初"),
    "end": Text("last", "期末"),
    "impact": Text("at once", "当期"),
    "peak": Text("largest", "最大"),
    "when": Text("in period", "所在期"),
    "command": Text("command", "命令"),
    "result": Text("result", "结果"),
}
_STEADY = Text("Steady state", "稳态")
_RULE = Text("Decision rule, deviations from the steady state", "决策规则（对稳态的偏离）")
_ROOTS = Text("Roots", "特征根")


def _left(*names: str) -> list[Column]:
    return [left(_HEADS[name]) for name in names]


def _words(*names: str) -> list[Column]:
    return [meaning(_HEADS[name]) for name in names]


def _right(*names: str) -> list[Column]:
    return [right(_HEADS[name]) for name in names]


def show_parse(
    screen: Console, lang: Language, found: ModelParse, titles: Mapping[str, Text]
) -> None:
    heading(screen, found.model)
    valued = (p if v is None else f"{p} = {v:g}" for p, v in found.parameters.items())
    asked = (f"{s.name} ({s.line})" for s in found.statements)
    rows = [
        (Text("Endogenous", "内生变量"), ", ".join(found.endogenous)),
        (Text("Exogenous", "外生变量"), ", ".join(found.exogenous)),
        (Text("Parameters", "参数"), ", ".join(valued)),
        (Text("Statements (line)", "语句（行）"), ", ".join(asked)),
    ]
    facts(screen, [(name(lang), value) for name, value in rows if value])
    screen.print()
    rows_of = ((str(e.line or "–"), e.name, e.text) for e in found.equations)
    put(screen, lang, [*_right("line"), *_words("equation", "text")], rows_of)
    if not found.native:
        return
    words = Text("Lines for MATLAB, which are not executed", "不执行的 MATLAB 代码")
    screen.print()
    heading(screen, words(lang))
    lines = (
        (str(line.line or "–"), " ".join(line.text.split()),
         "" if line.missing == "nothing" else line.note)
        for line in found.native
    )  # fmt: skip
    put(screen, lang, [*_right("line"), *_words("text", "missing")], lines)


def show_solution(
    screen: Console, lang: Language, found: ModelSolution, solved: Equilibrium
) -> None:
    """Steady state, decision rule and roots; auxiliary variables are left out of the first two."""
    own = [n for n in found.endogenous if n.isidentifier()]
    heading(screen, _STEADY(lang))
    rest = [found.steady_state[n] for n in own]
    spread = [math.sqrt(v) if (v := found.variances[n]) is not None and v > 0 else v for n in own]
    titles = solved.model.titles
    titled = any(n in titles for n in own)
    columns_of = [*_left("variable"), *_words(*["title"] * titled), *_right("steady", "deviation")]
    rows: Iterable[Sequence[Cell]] = (
        (n, *[titles.get(n, NO_TEXT)] * titled, _four(value), _four(deviation))
        for n, value, deviation in zip(own, rest, spread, strict=True)
    )
    put(screen, lang, columns_of, rows)
    screen.print()
    heading(screen, _RULE(lang))
    columns = [
        *((dated(s), [found.ghx[n].get(s, 0.0) for n in own]) for s in found.states),
        *((e, [found.ghu[n][e] for n in own]) for e in found.exogenous),
    ]
    across(screen, lang, _HEADS["variable"], own, _cells(columns))
    screen.print()
    _roots(screen, lang, solved)


def _four(value: float | None) -> str:
    return significant(0.0 if value is not None and abs(value) < _ROUNDING else value, 4)


def _cells(columns: Iterable[tuple[str, Sequence[float]]]) -> list[tuple[str, list[str]]]:
    made = []
    for name, values in columns:
        places = max(decimals(values), 3)
        made.append((name, [significant(v, places) if abs(v) > _STILL else "–" for v in values]))
    return made


def _roots(screen: Console, lang: Language, solved: Equilibrium) -> None:
    """Moduli of the roots, and whether as many explode as variables look ahead."""
    from rich.text import Text as Styled

    from tinbergen.engine.linear.solution import UNIT_ROOT

    sizes = [abs(root) for root in solved.solution.eigenvalues().tolist()]
    stable = [s for s in sizes if s < UNIT_ROOT]
    explosive = [s for s in sizes if not s < UNIT_ROOT]
    forward = len(solved.solution.incidence.forward)
    heading(screen, _ROOTS(lang))
    rows = [
        (Text("Stable", "稳定"), _moduli(stable)),
        (Text("Explosive", "爆炸"), _moduli(explosive)),
    ]
    facts(screen, [(name(lang), value) for name, value in rows])
    words = Text(
        "{explosive} explosive for {forward} forward-looking variable(s): one stable solution",
        "爆炸根 {explosive} 个，前瞻变量 {forward} 个：稳定解唯一",
    ).fill(explosive=len(explosive), forward=forward)
    screen.print(Styled.assemble(("✓ ", GOOD), words(lang)))


def _moduli(sizes: Sequence[float]) -> str:
    return "  ".join(f"{s:.4f}" if s < 1e8 else "∞" for s in sizes) or "–"


def show_responses(
    screen: Console, lang: Language, found: ModelResponses, titles: Mapping[str, Text]
) -> None:
    title = Text(
        "{model}: after a shock of {size} to {shock}, {periods} periods",
        "{model}：{shock} 受到 {size} 的冲击后 {periods} 期",
    ).fill(model=found.model, size=f"{found.size:.4g}", shock=found.shock, periods=found.periods)
    heading(screen, title(lang))
    screen.print()
    rows: list[Sequence[Cell]] = []
    for name, path in found.responses.items():
        values = [v or 0.0 for v in path]
        peak = max(range(len(values)), key=lambda t: abs(values[t]))
        if not name.isidentifier() or abs(values[peak]) < _STILL:
            continue
        places = decimals([values[peak]]) + (abs(values[peak]) < 0.1)
        row = spark(thinned(path, screen.width - _BESIDE_SPARK))
        sizes = (number(v, places, signed=True) for v in (values[0], values[peak]))
        rows.append((name, row, *sizes, peak + 1))
    columns = [*_left("variable", "path"), *_right("impact", "peak", "when")]
    put(screen, lang, columns, rows)


def thinned(values: Sequence[float | None], room: int = _WIDEST_SPARK) -> list[float | None]:
    """As many of the values, evenly spread, as a row of blocks has room for."""
    count = min(len(values), _WIDEST_SPARK, max(room, 8))
    last = max(count - 1, 1)
    return [values[round(k * (len(values) - 1) / last)] for k in range(count)]


def show_export(screen: Console, lang: Language, found: ModelExport) -> None:
    if found.out is None:
        for line in clean(found.text).splitlines():
            screen.print(line, soft_wrap=True)
        return
    from rich.text import Text as Styled

    words = Text("{model} written to", "{model} 已写入").fill(model=found.model)
    screen.print(Styled.assemble(("✓ ", GOOD), words(lang), " ", (found.out, NAME)))
    if found.renamed:
        words = Text("Variables under new names", "改名的变量")
        screen.print(words(lang), style=QUIET)
        facts(screen, found.renamed.items())
