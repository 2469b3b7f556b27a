"""Questions on how an economy is tied to others: openness, products, advantage, potential.

They read series of the case and tables of published flows. The argument ``titles`` gives what a
table's labels stand for words in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Part
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.trade.methods.gravity import potential, ppml
from tinbergen.economics.concentration import concentration
from tinbergen.economics.lmdi import logarithmic_mean
from tinbergen.economics.location import location_quotients
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import Array, bad, finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation

_INDEX = Text("index", "指数")
_OF_OUTPUT = Text("percent of output", "占产出百分比")
_POINTS = Text("percentage points of output", "占产出百分点")
_TIMES = Text("times the world's share", "倍于世界份额")
_RATIO = Text("actual over potential", "实际/潜力")
#: The US Department of Justice and Federal Trade Commission (2010) call more than 0.25 high.
_HIGH = 0.25
#: Half of the potential, or less, is a gap worth knowing.
_HALF = 0.5
#: Flows older by more years may say little of today's.
_RECENT = 5


def answer_openness(situation: Situation, question: Question) -> Iterable[Finding]:
    """Exports and imports over output, and what moved them over ``years``."""
    names = [question.text(key) for key in ("exports", "imports", "output")]
    sold, bought, output = (situation.data[name] for name in names)
    share = 100.0 * (sold + bought) / output
    known = np.flatnonzero(np.isfinite(share) & (sold > 0) & (bought > 0) & (output > 0))
    if known.size < 2:
        raise TinbergenError("F050", name=names[0], have=int(known.size), need=2)
    last = int(known[-1])
    first = int(known[known >= min(last - question.number("years", 10), known[-2])][0])
    parts = _openness_parts(sold, bought, output, first, last)
    start = situation.data.span.start
    usual = float(np.std(np.diff(share[known]))) * np.sqrt(last - first)
    yield finding(
        situation, "openness", Text("Openness", "开放度"),
        statement=Text(
            "Exports and imports came to {now:.1f} % of output in {year}, {change:+.1f} points on "
            "{before}: exports {sold:+.1f}, imports {bought:+.1f}, output {output:+.1f}.",
            "{year} 年进出口合计占产出 {now:.1f}%，较 {before} 年变动 {change:+.1f} 个百分点："
            "出口 {sold:+.1f}，进口 {bought:+.1f}，产出 {output:+.1f}。",
        ).fill(
            now=share[last], year=str(start + last), before=str(start + first),
            change=share[last] - share[first], sold=parts[0].value, bought=parts[1].value,
            output=parts[2].value,
        ),
        estimate=float(share[last] - share[first]), unit=_POINTS,
        method=Text(
            "logarithmic mean Divisia index of both ratios (Ang 2005), exact",
            "对两个比率作对数平均迪氏分解（Ang 2005），无残差",
        ),
        severity=bad(float(share[first] - share[last]), usual),
        parts=parts, series=(series(situation, "OPENNESS", _OF_OUTPUT, share),),
        diagnostics=(("exports", 100 * sold[last] / output[last]),
                     ("imports", 100 * bought[last] / output[last])),
    )  # fmt: skip


def _openness_parts(
    sold: Array, bought: Array, output: Array, first: int, last: int
) -> tuple[Part, Part, Part]:
    """What exports, imports and output did to their ratio; they sum to its change."""
    grown = np.log(output[last] / output[first])
    found = []
    for flow in (sold, bought):
        ratio = 100.0 * flow / output
        weight = float(logarithmic_mean(ratio[first], ratio[last]))
        found.append((weight * np.log(flow[last] / flow[first]), -weight * grown))
    (exports, a), (imports, b) = found
    return (
        Part("exports", Text("exports", "出口"), float(exports)),
        Part("imports", Text("imports", "进口"), float(imports)),
        Part("output", Text("output", "产出"), float(a + b)),
    )


def answer_partners(situation: Situation, question: Question) -> Iterable[Finding]:
    """How much exports hang on few partners: a ``column`` of a ``table`` of flows by partner.

    ``rest`` is a row that stands for many: it is in the total, its square is not in the index.
    """
    yield _concentrated(
        situation, question, "partners", Text("Partners of trade", "贸易伙伴"),
        Text(
            "{share:.0f} % of exports go to {first}, {second:.0f} % to {next}; they are as "
            "concentrated as if spread evenly over {equal:.1f} partners (Herfindahl {index:.3f}).",
            "出口的 {share:.0f}% 流向{first}，{second:.0f}% 流向{next}；集中程度相当于均分于 "
            "{equal:.1f} 个伙伴（赫芬达尔指数 {index:.3f}）。",
        ),
    )  # fmt: skip


def answer_products(situation: Situation, question: Question) -> Iterable[Finding]:
    """How much exports hang on few products, from a table of flows by product, as for partners."""
    yield _concentrated(
        situation, question, "products", Text("Products sold abroad", "出口产品"),
        Text(
            "{share:.0f} % of exports are {first}, {second:.0f} % {next}; they are as "
            "concentrated as if spread evenly over {equal:.1f} products (Herfindahl {index:.3f}).",
            "出口中{first}占 {share:.0f}%，{next}占 {second:.0f}%；集中程度相当于均分于 "
            "{equal:.1f} 种产品（赫芬达尔指数 {index:.3f}）。",
        ),
    )  # fmt: skip


def _concentrated(
    situation: Situation, question: Question, name: str, title: Text, words: Text
) -> Finding:
    flows, titles = _labelled(situation, question)
    column = flows.column(question.text("column"))
    found = concentration(dict(zip(flows.rows, column.tolist(), strict=True)), name=flows.name)
    rest = question.text("rest", "")
    rest = rest if rest in flows.rows else ""
    named = [i for i, label in enumerate(found.names) if label != rest]
    index = float(found.parts[named].sum())
    if len(named) < 2:
        raise TinbergenError("F050", name=flows.name, have=len(named), need=2)
    first, second = named[0], named[1]
    return finding(
        situation, name, title,
        statement=words.fill(
            share=100 * found.shares[first], first=titles[found.names[first]],
            second=100 * found.shares[second], next=titles[found.names[second]],
            equal=1 / index, index=index,
        ),
        estimate=index, unit=_INDEX,
        method=Text("Herfindahl and Hirschman: squared shares (Hirschman 1964)",
                    "赫芬达尔—赫希曼：份额平方和（Hirschman 1964）"),
        severity=bad(index, _HIGH), source=flows.source,
        assumptions=(_MANY.fill(rest=titles[rest]),) if rest else (),
        parts=tuple(
            Part(found.names[i], titles[found.names[i]], float(found.parts[i])) for i in named
        ),
        diagnostics=tuple((found.names[i], float(found.shares[i])) for i in named),
    )  # fmt: skip


_MANY = Text("{rest}: many, each too small to count", "{rest}：为数众多，各自小到可以不计")


def answer_advantage(situation: Situation, question: Question) -> Iterable[Finding]:
    """Revealed comparative advantage: shares of products ``own`` over those of the ``world``."""
    flows, titles = _labelled(situation, question)
    own, world = (flows.column(question.text(key)) for key in ("own", "world"))
    ratios = location_quotients(own, world)
    # Of what the world does not sell there is no share to compare with.
    order = [i for i in np.argsort(-ratios) if np.isfinite(ratios[i])]
    if len(order) < 2:
        raise TinbergenError("F050", name=flows.name, have=len(order), need=2)
    best, worst = order[0], order[-1]
    yield finding(
        situation, "advantage", Text("Revealed comparative advantage", "显示性比较优势"),
        statement=Text(
            "Exports lean most to {best}, {high:.2f} times the world's share, and least to "
            "{worst}, {low:.2f} times.",
            "出口最偏向{best}，为世界份额的 {high:.2f} 倍；{worst}最少，为 {low:.2f} 倍。",
        ).fill(best=titles[flows.rows[best]], high=ratios[best], worst=titles[flows.rows[worst]],
               low=ratios[worst]),
        estimate=float(ratios[best]), unit=_TIMES,
        source=flows.source,
        method=Text("shares in exports over shares in the world's (Balassa 1965)",
                    "出口份额与世界份额之比（Balassa 1965）"),
        parts=tuple(
            Part(flows.rows[i], titles[flows.rows[i]], float(ratios[i])) for i in order
        ),
    )  # fmt: skip


def answer_potential(situation: Situation, question: Question) -> Iterable[Finding]:
    """Which trade falls short of what gravity expects: flows against a fitted equation.

    ``flows`` (exporters by importers, empty where nothing is known) and ``distances`` are tables
    of the case; ``neighbours`` and ``language`` list pairs. PPML with effects of exporters and
    importers, so that size and remoteness are those of the flows themselves. ``money`` is the unit
    of the flows, ``year`` theirs.
    """
    flows = table(situation.case.tables, question, "flows")
    regions, titles = flows.rows, _words(question, flows.rows)
    home = question.text("country")
    try:
        flows.row(home)
    except TinbergenError as fault:
        raise fault.placed(question.at) from None
    values = flows.block(regions, regions)
    away = table(situation.case.tables, question, "distances").block(regions, regions)
    i, j = np.nonzero(np.isfinite(values) & ~np.eye(len(regions), dtype=bool))
    ties = {
        name: _tied(pairs, regions)[i, j]
        for name, key in (("border", "neighbours"), ("language", "language"))
        if (pairs := question.pairs(key))
    }
    fit = ppml(
        values[i, j], {"distance": np.log(away[i, j])} | ties,
        {"exporter": i, "importer": j},
    )  # fmt: skip
    found = potential(fit)
    seller, buyer = i[found.rows], j[found.rows]
    own = np.flatnonzero(seller == regions.index(home))
    if own.size < 2:
        raise TinbergenError("F050", name=flows.name, have=int(own.size), need=2)
    order = own[np.argsort(found.ratio[own])]
    least, most = order[0], order[-1]
    elasticity, error = fit.coefficient("distance")
    missing = found.expected[order] - found.actual[order]
    age = situation.as_of.year - question.number("year")
    yield finding(
        situation, "potential", Text("Trade against its potential", "贸易与潜力"),
        statement=Text(
            "In {year} exports to {least} were {low:.2f} of what gravity expects, to {most} "
            "{high:.2f}; the largest gap was {gap:,.0f} {unit} to {largest}. A percent of distance "
            "takes {distance:.2f} % off trade.",
            "{year} 年对{least}的出口为引力潜力的 {low:.2f}，对{most}为 {high:.2f}；"
            "缺口最大的是对{largest}，为 {gap:,.0f} {unit}。"
            "距离每增 1%，贸易减少 {distance:.2f}%。",
        ).fill(
            least=titles[regions[buyer[least]]], low=found.ratio[least],
            most=titles[regions[buyer[most]]], high=found.ratio[most],
            gap=float(missing.max()), unit=question.words("money"),
            largest=titles[regions[buyer[order[int(np.argmax(missing))]]]], distance=-elasticity,
            year=f"{question.number('year'):.0f}",
        ),
        estimate=float(found.ratio[least]), unit=_RATIO,
        method=Text(
            "PPML with effects of exporters and importers (Santos Silva and Tenreyro 2006); "
            "fitted against actual flows (Helmers and Pasteels 2005)",
            "含出口国与进口国固定效应的 PPML（Santos Silva 与 Tenreyro 2006）；"
            "拟合值与实际值对比（Helmers 与 Pasteels 2005）",
        ),
        severity=1.0 if found.ratio[least] < _HALF and age <= _RECENT else 0.0,
        assumptions=(flows.source,), source=flows.source,
        parts=tuple(
            Part(regions[buyer[k]], titles[regions[buyer[k]]], float(found.ratio[k]))
            for k in order
        ),
        diagnostics=(("distance", elasticity), ("standard error", error),
                     ("observations", float(fit.observations))),
    )  # fmt: skip


def _tied(pairs: Iterable[tuple[str, str]], regions: tuple[str, ...]) -> Array:
    """1 for the pairs listed, both ways, shape (regions, regions)."""
    found = np.zeros((len(regions), len(regions)))
    for pair in pairs:
        for a, b in (pair, pair[::-1]):
            if a in regions and b in regions:
                found[regions.index(a), regions.index(b)] = 1.0
    return found


def _labelled(situation: Situation, question: Question) -> tuple[Matrix, dict[str, Text]]:
    flows = table(situation.case.tables, question)
    return flows, _words(question, flows.rows)


def _words(question: Question, labels: tuple[str, ...]) -> dict[str, Text]:
    known = question.titles()
    return {label: known.get(label, Text(label, label)) for label in labels}


QUESTIONS: dict[str, Answer] = {
    "openness": answer_openness,
    "trade partners": answer_partners,
    "trade products": answer_products,
    "comparative advantage": answer_advantage,
    "trade potential": answer_potential,
}
