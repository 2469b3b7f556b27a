"""Models in the terminal: their list, anatomy and estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tinbergen.app.results_model import ModelCheck, ModelList
from tinbergen.cli.show import GOOD, facts, left, put, right
from tinbergen.core.errors import Language
from tinbergen.core.text import Text, clean

if TYPE_CHECKING:
    from rich.console import Console

_HEADS = {
    "model": Text("model", "模型"),
    "equations": Text("equations", "方程"),
    "estimated": Text("estimated", "行为方程"),
    "exogenous": Text("exogenous", "外生变量"),
    "data": Text("data", "数据"),
    "variable": Text("variable", "变量"),
    "title": Text("meaning", "含义"),
}


def show_list(screen: Console, lang: Language, listed: ModelList) -> None:
    heads = ("equations", "estimated", "exogenous", "data")
    rows = (
        (e.name, e.equations, e.behavioural, e.exogenous, f"{e.first}–{e.last}" if e.first else "–")
        for e in listed.models
    )
    put(screen, lang, [left(_HEADS["model"]), *(right(_HEADS[h]) for h in heads)], rows)


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
            "It looks ahead in time: simulate it with --expectations model-consistent.",
            "模型含超前项：模拟时请加 --expectations model-consistent。",
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
