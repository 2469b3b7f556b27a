"""What findings on industries say, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.text import Text
from tinbergen.domains.industry.methods.emerging import Ranking
from tinbergen.domains.industry.methods.shift_share import ShiftShare
from tinbergen.economics.input_output import Extraction, Linkages

Array = NDArray[np.float64]

DRAWS = Text("draws of the parameters", "参数抽样")
THOUSAND = Text("thousand persons", "千人")
PER_UNIT = Text("per unit of cost", "每单位成本")
PER_COST = Text("{title} for a cost of {per:,.0f} {unit}", "每 {per:,.0f} {unit}成本带来的{title}")
PER_DEMAND = Text("output per unit of final demand", "每单位最终需求的产出")
SCORE = Text("score from 0 to 1, from the mean", "得分（0 至 1，与均值之差）")
PERCENT_OF_VALUE_ADDED = Text("percent of value added", "占增加值百分比")
PERCENT_OF_CAPITAL = Text("percent of capital a year", "占资本百分比（每年）")
PERCENT_OF_ADDED = Text("percent of the added demand", "占新增需求百分比")

COMPOSITION = Text(
    "changes of shares; their sum is nought, half their absolute sum is the index of structural "
    "change (Michaely 1962)",
    "份额变化之和为零，绝对值之和的一半为结构变化指数（Michaely 1962）",
)
MCMILLAN = Text(
    "within and between sectors (McMillan and Rodrik 2011; static and dynamic reallocation of de "
    "Vries, Timmer and de Vries 2015); the parts sum exactly",
    "部门内与部门间分解（McMillan 与 Rodrik 2011；静态与动态再配置见 de Vries、Timmer 与 de Vries "
    "2015），各部分严格加总",
)
SHIFT_SHARE = Text(
    "shift-share against another economy (Dunn 1960); the parts sum exactly",
    "以另一经济体为参照作偏离份额分析（Dunn 1960），各部分严格加总",
)
QUOTIENTS = Text(
    "location quotients; parts are differences of shares, half their absolute sum is the index "
    "of specialisation (Krugman 1991)",
    "区位商；各部分为份额之差，绝对值之和的一半为专业化指数（Krugman 1991）",
)
LINKAGES = Text(
    "Leontief's multipliers weighted with final demand; backward linkages of Rasmussen (1956), "
    "forward ones of Ghosh's inverse, hypothetical extraction",
    "以最终需求加权的里昂惕夫乘数；Rasmussen（1956）后向关联、Ghosh 逆矩阵前向关联与假设抽取法",
)
EMERGING = Text(
    "mean of ranks in growth and share of jobs (counted twice), productivity, backward and "
    "forward linkages and research; what is not known counts as the middle",
    "增长与就业份额（双倍计）、生产率、后向与前向关联、研发各项排名的均值；未知者按居中计",
)
RESEARCH = Text("business research against value added", "企业研发与增加值之比")
HALL_JORGENSON = Text(
    "user cost of capital with taxes (Hall and Jorgenson 1967), effective rate at the margin "
    "(King and Fullerton 1984)",
    "含税资本使用成本（Hall 与 Jorgenson 1967），边际有效税率（King 与 Fullerton 1984）",
)
CAPACITY = Text(
    "linear programme: the largest deliveries with each sector's output at most its highest so "
    "far, inputs counted",
    "线性规划：各部门产出不超过历史最高、计入中间投入时的最大交付",
)
MONEY = Text(
    "each instrument one unit up over the horizon, effect and cost summed, on the nonlinear model",
    "各工具在规划期内上调一个单位，效果与成本分别累计，按非线性模型计算",
)

STATIC = Text("moving to more productive sectors", "向高生产率部门转移")
DYNAMIC = Text("moving to faster-growing sectors", "向生产率增长更快部门转移")
REFERENCE = Text("growth as in {there}", "按{there}的增速")
THE_REFERENCE = Text("the reference economy", "参照经济体")
MIX = Text("mix of sectors", "部门结构")
OWN = Text("own edge of the sectors", "部门自身竞争力")
NOT_SPLIT = Text("other, not split by the source", "其余（来源未细分）")
RETURN = Text("real return", "实际回报")
DEPRECIATION = Text("depreciation", "折旧")
TAXES = Text("taxes", "税收")

SIGNS = {
    "growth": Text("growth", "增长"),
    "jobs": Text("share of jobs", "就业份额"),
    "productivity": Text("productivity", "生产率"),
    "backward": Text("backward linkages", "后向关联"),
    "forward": Text("forward linkages", "前向关联"),
    "research": Text("research", "研发"),
}


def _joined(items: Sequence[Text]) -> tuple[str, str]:
    return ", ".join(t.en for t in items), "、".join(t.zh for t in items)


def _extremes(values: Array) -> tuple[int, int]:
    return int(np.argmax(values)), int(np.argmin(values))


def composition(
    what: Text, years: int, titles: Sequence[Text], moved: Array, shares: Array, turned: float
) -> Text:
    up, down = _extremes(moved)
    return Text(
        "By {what} {turned:.1f} % of the whole moved between sectors in {years} years (Michaely's "
        "index): {up} gained {gain:.1f} points (now {high:.1f} % of the whole) and {down} lost "
        "{loss:.1f} (now {low:.1f} %).",
        "按{what}计，{years} 年来有 {turned:.1f}% 的总量在部门之间转移（Michaely 指数）："
        "{up}的份额上升 {gain:.1f} 个百分点（现为 {high:.1f}%），{down}下降 {loss:.1f} 个百分点"
        "（现为 {low:.1f}%）。",
    ).fill(
        what=_lower(what), years=years, up=titles[up], down=titles[down], gain=moved[up],
        loss=-moved[down], high=shares[up], low=shares[down], turned=turned,
    )  # fmt: skip


def productivity(
    years: int, total: float, within: float, between: float, titles: Sequence[Text], by: Array
) -> Text:
    best = int(np.argmax(by))
    side = Text("adds", "贡献") if between >= 0 else Text("takes", "拖累")
    return Text(
        "Output per person changed by {total:+.1f} % in {years} years: {within:+.1f} points come "
        "from within the sectors, most from {best} ({most:+.1f}); moving between them {side} "
        "{size:.1f}.",
        "{years} 年间人均产出变动 {total:+.1f}%：部门内部贡献 {within:+.1f} 个百分点，以{best}最大"
        "（{most:+.1f}）；部门间转移{side} {size:.1f} 个百分点。",
    ).fill(
        total=total, years=years, within=within, best=titles[best], most=by[best], side=side,
        size=abs(between),
    )  # fmt: skip


def shift(years: int, total: float, split: ShiftShare, titles: Sequence[Text], there: Text) -> Text:
    up, down = _extremes(split.own)
    return Text(
        "Jobs changed by {total:+,.0f} thousand in {years} years. Growing as in {there} they "
        "would have changed by {reference:+,.0f}; the mix of sectors brought {mix:+,.0f} and "
        "their own edge {own:+,.0f}: most for {up} ({high:+,.0f}), least for {down} ({low:+,.0f}).",
        "{years} 年间就业变动 {total:+,.0f} 千人。若按{there}的增速应变动 {reference:+,.0f}；"
        "部门结构带来 {mix:+,.0f}，自身竞争力带来 {own:+,.0f}：{up}最好（{high:+,.0f}），"
        "{down}最差（{low:+,.0f}）。",
    ).fill(
        total=total, years=years, reference=split.reference.sum(), mix=split.mix.sum(),
        own=split.own.sum(), up=titles[up], down=titles[down], high=split.own[up],
        low=split.own[down], there=there,
    )  # fmt: skip


def quotients(titles: Sequence[Text], found: Array, index: float, there: Text) -> Text:
    up, down = _extremes(found)
    return Text(
        "Against {there} the economy has most jobs in {up} (location quotient {high:.2f}) and "
        "fewest in {down} ({low:.2f}); {index:.1f} % of jobs would have to move to be alike "
        "(Krugman's index).",
        "与{there}相比，就业最集中于{up}（区位商 {high:.2f}），最少的是{down}（{low:.2f}）；"
        "若要结构相同，须有 {index:.1f}% 的就业转移（Krugman 指数）。",
    ).fill(
        up=titles[up], down=titles[down], high=found[up], low=found[down], index=index,
        there=there,
    )  # fmt: skip


def ties(whole: float, titles: Sequence[Text], found: Linkages, cut: Extraction) -> Text:
    key = [title for title, yes in zip(titles, found.key.tolist(), strict=True) if yes]
    en, zh = _joined(key)
    lost = int(np.argmax(cut.total))
    told = (
        Text("Key sectors, tied backward and forward above the mean: {en}", "后向与前向关联均高于"
             "平均的关键部门：{zh}").fill(en=en, zh=zh)
        if key else Text("No sector is tied above the mean both ways", "没有部门两向关联均高于平均")
    )  # fmt: skip
    return Text(
        "{told}. A unit of final demand calls for {whole:.2f} units of home output; without "
        "{lost} the others would lose {size:.1f} % of all output.",
        "{told}。一单位最终需求带动 {whole:.2f} 单位国内产出；若没有{lost}，其余部门将损失相当于"
        "总产出 {size:.1f}% 的产出。",
    ).fill(told=told, whole=whole, lost=titles[lost], size=cut.total[lost])


def emerging(ranking: Ranking, titles: Sequence[Text], years: int) -> Text:
    """The first industry with its reasons and its score, then the next two with their reasons."""
    first, *next_ones = ranking.order[:3]
    en, zh = _semicolons([_reasoned(ranking, titles, i) for i in next_ones])
    mean = float(ranking.score.mean())
    return Text(
        "Over {years} years {first} emerges most among the industries. It is {reasons}: its score "
        "is {apart:.2f} above the mean, {low:.2f} to {high:.2f} when any one sign is left out. "
        "Next come {en}.",
        "{years} 年来{first}的新兴势头居各行业之首。其理由：{reasons}；得分高于均值 {apart:.2f}，"
        "逐一剔除单个指标时为 {low:.2f} 至 {high:.2f}。其次为{zh}。",
    ).fill(
        years=years, first=titles[first], reasons=_reasons(ranking, first), en=en, zh=zh,
        apart=ranking.score[first] - mean, low=ranking.low[first] - mean,
        high=ranking.high[first] - mean,
    )  # fmt: skip


def _reasoned(ranking: Ranking, titles: Sequence[Text], industry: int) -> Text:
    reasons = _reasons(ranking, industry)
    return Text("{name} ({reasons})", "{name}（{reasons}）").fill(
        name=titles[industry], reasons=reasons
    )


def _reasons(ranking: Ranking, industry: int) -> Text:
    """In which signs an industry is strong, and in which weak."""
    strong, weak = ranking.reasons(industry)
    en, zh = _joined([SIGNS[s] for s in strong])
    less_en, less_zh = _joined([SIGNS[s] for s in weak])
    told = [Text("strong in {en}", "强项为{zh}").fill(en=en, zh=zh)] if strong else []
    if weak:
        told.append(Text("weak in {en}", "弱项为{zh}").fill(en=less_en, zh=less_zh))
    if not told:
        return Text("in the middle in everything", "各项居中")
    return Text(" but ", "，").join(told)


def _semicolons(items: Sequence[Text]) -> tuple[str, str]:
    return "; ".join(t.en for t in items), "；".join(t.zh for t in items)


def research(share: float, known: Sequence[tuple[Text, float]]) -> Text:
    said = [
        Text(
            "{name} spends at least {size:.1f} % of its own", "{name}至少投入自身的 {size:.1f}%"
        ).fill(name=name, size=size)
        for name, size in known
    ]
    return Text(
        "Business spends {share:.1f} % of value added on research{en}.",
        "企业研发占增加值的 {share:.1f}%{zh}。",
    ).fill(
        share=share, en="".join(f"; {t.en}" for t in said), zh="".join(f"；{t.zh}" for t in said)
    )  # fmt: skip


def capital(cost: float, rate: float, credit: float, then: float, left: float) -> Text:
    return Text(
        "A unit of capital costs its user {cost:.1f} % a year; taxes take {rate:.0f} % of the "
        "marginal return. A credit of {credit:.0f} % would bring the cost to {then:.1f} % and "
        "what taxes take to {left:.0f} %.",
        "单位资本的年使用成本为 {cost:.1f}%，税收占边际回报的 {rate:.0f}%。若给予 {credit:.0f}% 的"
        "投资抵免，使用成本降至 {then:.1f}%，税收占比变为 {left:.0f}%。",
    ).fill(cost=cost, rate=rate, credit=credit, then=then, left=left)


def capacity(rise: float, titles: Sequence[Text], prices: Array, unmet: Array) -> Text:
    scarce = [titles[i] for i in np.argsort(-prices) if prices[i] > 1e-6][:3]
    en, zh = _joined(scarce)
    if not scarce:
        return Text(
            "Were final demand {rise:.0f} % higher, the sectors could meet all of it at the "
            "highest output they have had.",
            "若最终需求高 {rise:.0f}%，各部门以历史最高产出即可全部满足。",
        ).fill(rise=rise)
    return Text(
        "Were final demand {rise:.0f} % higher, {unmet:.1f} % of the rise could not be met at the "
        "highest output that the sectors have had, {met:.1f} % could; scarce are {en} (a unit more "
        "of the first allows {price:.2f} units more of deliveries).",
        "若最终需求高 {rise:.0f}%，各部门以历史最高产出有新增部分的 {unmet:.1f}% 无法满足，"
        "可满足 {met:.1f}%；瓶颈为{zh}（首位部门多一单位产能可多交付 {price:.2f} 单位）。",
    ).fill(rise=rise, unmet=unmet.sum(), met=100.0 - unmet.sum(), en=en, zh=zh, price=prices.max())


def _lower(title: Text) -> Text:
    """A title within a sentence."""
    return Text(title.en[:1].lower() + title.en[1:], title.zh)


def money(
    title: Text, unit: Text, instruments: Sequence[Text], found: Sequence[float], periods: int
) -> Text:
    order = np.argsort(found)
    best, worst = int(order[-1]), int(order[0])
    return Text(
        "For the same cost over {periods} years {best} moves {title} most ({high:+,.4g} {unit}), "
        "{worst} least ({low:+,.4g}).",
        "{periods} 年内同样成本下，{best}对{title}的作用最大（{high:+,.4g} {unit}），{worst}最小"
        "（{low:+,.4g}）。",
    ).fill(
        periods=periods, title=_lower(title), unit=unit, best=_lower(instruments[best]),
        worst=_lower(instruments[worst]),
        high=found[best], low=found[worst],
    )  # fmt: skip
