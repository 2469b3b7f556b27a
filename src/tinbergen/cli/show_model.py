"""Models in the terminal: their list, anatomy, estimates and simulations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.cli.output import clean
from tinbergen.cli.results import ModelCheck, ModelList, ModelSimulation
from tinbergen.cli.show import GOOD, NAME, QUIET, by_period, decimals, facts, number, table
from tinbergen.core.errors import Language
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from tinbergen.model.model import Model

_HEADS = {
    "model": Text("model", "模型"),
    "equations": Text("equations", "方程"),
    "estimated": Text("estimated", "行为方程"),
    "exogenous": Text("exogenous", "外生变量"),
    "data": Text("data", "数据"),
    "variable": Text("variable", "变量"),
    "title": Text("meaning", "含义"),
    "end": Text("data {period}", "数据 {period}"),
    "model_end": Text("model {period}", "模型 {period}"),
    "rmse": Text("RMSE", "均方根误差"),
    "worst": Text("largest miss", "最大误差"),
    "when": Text("in", "时期"),
}


def show_list(screen: Console, lang: Language, listed: ModelList) -> None:
    words = ("equations", "estimated", "exogenous", "data")
    shown = table((_HEADS["model"](lang), "left"), *(_HEADS[w](lang) for w in words))
    for entry in listed.models:
        data = f"{entry.first}–{entry.last}" if entry.first else "·"
        shown.add_row(
            entry.name, str(entry.equations), str(entry.behavioural), str(entry.exogenous), data
        )
    screen.print(shown)


def show_check(
    screen: Console, lang: Language, found: ModelCheck, titles: Mapping[str, Text]
) -> None:
    from rich.text import Text as Styled

    valid = Text("{name} is a valid model.", "{name} 是有效的模型。").fill(name=found.model)
    screen.print(Styled.assemble(("✓ ", GOOD), valid(lang)))
    screen.print()
    estimated = [e.name for e in found.equations if e.behavioural]
    together = [b for b in found.blocks if len(b.equations) > 1]
    lags = Text("{lags} back, {leads} ahead", "滞后 {lags} 期，超前 {leads} 期")
    rows = [
        (Text("Endogenous", "内生变量"), _named(found.endogenous, titles, lang)),
        (Text("Exogenous", "外生变量"), _named(found.exogenous, titles, lang)),
        (Text("Parameters", "参数"), ", ".join(found.parameters)),
        (Text("Without a value", "尚无数值"), ", ".join(found.unvalued)),
        (Text("Estimated", "行为方程"), ", ".join(estimated)),
        (Text("Longest lag and lead", "最长滞后与超前"),
         lags.fill(lags=found.lags, leads=found.leads)(lang)),
        (Text("Order of solution", "求解顺序"), _order(found)),
        (Text("Solved together", "联立求解"),
         "; ".join(", ".join(b.variables) for b in together)),
        (Text("Not carried out", "未执行的命令"), ", ".join(found.ignored)),
    ]  # fmt: skip
    facts(screen, [(name(lang), value) for name, value in rows if value])
    if found.leads:
        words = Text(
            "It looks ahead in time: it can be checked, not simulated.",
            "模型含超前项：可以检查，但不能模拟。",
        )
        screen.print(f"\n{words(lang)}")


def _named(names: tuple[str, ...], titles: Mapping[str, Text], lang: Language) -> str:
    shown = (f"{n} ({titles[n](lang)})" if n in titles else n for n in names)
    return ", ".join(shown)


def _order(found: ModelCheck) -> str:
    """Blocks in their order, those of several variables in braces."""
    blocks = (b.variables for b in found.blocks)
    return " → ".join(v[0] if len(v) == 1 else "{" + " ".join(v) + "}" for v in blocks)


def show_plain(screen: Console, text: str) -> None:
    """A table that is laid out already."""
    for line in clean(text).splitlines():
        screen.print(line, soft_wrap=True)


def show_simulation(screen: Console, lang: Language, found: ModelSimulation, model: Model) -> None:
    kind = Text("static", "静态") if found.static else Text("dynamic", "动态")
    heading = Text(
        "{model}, {kind} simulation {start}–{end}", "{model}，{kind}模拟 {start}–{end}"
    ).fill(model=found.model, kind=kind, start=found.periods[0], end=found.periods[-1])
    screen.print(heading(lang), style="bold")
    if found.tracked:
        words = Text("with the residuals that reproduce the data", "含使模型重现数据的残差")
        screen.print(words(lang), style=QUIET)
    if found.settings:
        screen.print(", ".join(found.settings), style=NAME)
    screen.print()
    if found.settings or found.tracked:
        _differences(screen, lang, found, model)
    else:
        _fit(screen, lang, found, model)


def _fit(screen: Console, lang: Language, found: ModelSimulation, model: Model) -> None:
    """How close the model comes to the data."""
    last = found.periods[-1]
    heads = [_HEADS[w].fill(period=last)(lang) for w in ("end", "model_end")]
    rest = [_HEADS[w](lang) for w in ("rmse", "worst", "when")]
    shown = table(
        (_HEADS["variable"](lang), "left"), (_HEADS["title"](lang), "wrap"), *heads, *rest
    )
    for name in model.endogenous:
        data, path = _array(found.baseline[name]), _array(found.simulated[name])
        miss = np.abs(path - data)
        places = decimals([*data, *path])
        known = np.flatnonzero(np.isfinite(miss))
        worst = int(known[np.argmax(miss[known])]) if known.size else None
        shown.add_row(
            name,
            model.titles[name](lang) if name in model.titles else "",
            number(data[-1], places),
            number(path[-1], places),
            number(float(np.sqrt(np.mean(miss[known] ** 2))) if known.size else None, places),
            number(None if worst is None else float(miss[worst]), places),
            "" if worst is None else found.periods[worst],
        )
    screen.print(shown)


def _differences(screen: Console, lang: Language, found: ModelSimulation, model: Model) -> None:
    """The path minus the data, period by period."""
    words = Text("Model minus data", "模型减数据")
    columns = []
    for name in model.endogenous:
        path = _array(found.simulated[name]) - _array(found.baseline[name])
        places = decimals(path)
        columns.append((name, [number(v, places, sign=True) for v in path.tolist()]))
    for shown in by_period(screen.width, words(lang), found.periods, columns):
        screen.print(shown)


def _array(values: tuple[float | None, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if v is None else v for v in values])
