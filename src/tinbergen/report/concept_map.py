"""The map of concepts as a picture: indicators by pack, and what drives what by how much."""

from __future__ import annotations

from collections.abc import Iterable

from tinbergen.charts.diagram import Arrow, Diagram, Node
from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.loop.case.packfile import Link, Pack
from tinbergen.loop.scenarios.concepts import IndicatorGraph
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.wording import capital, inside, sentences

_TITLE = Text(
    "At the centre: {most}, where {count} of {all} links start or end",
    "{most}居于中心：{all} 条联系中有 {count} 条由此出发或到此为止",
)
_SUBTITLE = Text(
    "Indicators of the packs and the links that they declare", "各领域包的指标及其声明的联系"
)
_NOTE = Text(
    "A number is the effect's change for a unit (or percent) more of the cause; * more comes, or "
    "some of it goes, in later years, as the table of links tells. Indicators without links are "
    "left out",
    "数字为原因增加一个单位（或 1%）时结果的变化；* 表示以后年份另有变化，详见联系表。"
    "未列出没有联系的指标",
)
_PAIR = Text("{cause} → {effect}", "{cause} → {effect}")


def concept_map(found: IndicatorGraph, packs: Iterable[Pack]) -> Diagram:
    """The indicators that links join, grouped by pack.

    Raises
    ------
    TinbergenError
        R002 when there are no links.
    """
    ends = [end for link in found.links for end in (link.cause, link.effect)]
    nodes = [
        Node(name, name.split(".")[0], capital(indicator.title))
        for name, indicator in found.indicators.items()
        if name in ends
    ]
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in found.links:
        pairs.setdefault((link.cause, link.effect), []).append(link)
    arrows = [Arrow(*pair, links[0].response, _label(links)) for pair, links in pairs.items()]
    joined = [end for pair in pairs for end in pair]
    most = max(dict.fromkeys(joined), key=joined.count, default="")
    indicator = found.indicators.get(most)
    title = _TITLE.fill(
        most=inside(indicator.title) if indicator else "", count=joined.count(most),
        all=len(pairs),
    )  # fmt: skip
    groups = {pack.name: pack.title for pack in packs}
    return Diagram(title, nodes, arrows, groups, _SUBTITLE, note=sentences(_NOTE))


def _label(links: list[Link]) -> Text:
    """The first response of a pair, marked where others follow."""
    size = number(links[0].response, _decimals(links[0].response), signed=True)
    later = len(links) > 1 or links[0].lag > 0
    return Text(f"{size}*", f"{size}*") if later else Text(size, size)


def _decimals(value: float) -> int:
    return 0 if value == round(value) else 2


def link_table(found: IndicatorGraph) -> Table:
    """Every link with its reason and where its number is from."""
    columns = (
        Column(Text("Cause → effect", "原因 → 结果"), align="text"),
        Column(Text("Response", "反应"), decimals=2, signed=True),
        Column(Text("Years later", "滞后年数"), decimals=0),
        Column(Text("Why", "理由"), align="text"),
        Column(Text("Source of the number", "数值依据"), align="text"),
    )
    rows: list[list[Cell]] = [
        [
            _PAIR.fill(
                cause=capital(found.indicators[link.cause].title),
                effect=found.indicators[link.effect].title,
            ),
            link.response, float(link.lag), capital(link.why), capital(link.basis),
        ]
        for link in found.links
    ]  # fmt: skip
    return Table(Text("Links between indicators", "指标之间的联系"), columns, rows)
