"""What a diagnosis of an enterprise and the list of its projects say, in both languages."""

from __future__ import annotations

from typing import NamedTuple

from tinbergen.core.text import Text


class Told(NamedTuple):
    """A finding in words: its title, its statement and how it was found."""

    title: Text
    said: Text
    method: Text


#: What stands between parts that are told.
BETWEEN = Text(", ", "，")

MARKET = Text("The market over the last year", "过去一年的市场")
MARKET_SAID = Text(
    "At the shares of today the operating profit of the business in place moved by {total:+.2f} "
    "{unit} over a year: {en}.",
    "按现有份额，现有业务的营业利润一年内变动 {total:+.2f}（{unit}）：{zh}。",
)
MARKET_METHOD = Text(
    "the operating profit of the model at observed output, prices, tariffs, wages and oil; parts "
    "by replacing them one by one, averaged over the orders (Shapley 1953)",
    "以观测的产出、价格、关税、工资与油价代入模型的营业利润；逐一替换并对顺序取均值"
    "（Shapley 1953）",
)

CAPITAL = Text("Return against the cost of capital", "回报率与资本成本")
CAPITAL_SAID = Text(
    "After tax and wear the business in place returns {now:.1f} percent a year on its capital and "
    "{mean:.1f} on average over the horizon; capital costs {cost:.1f} and {ahead:.1f}.",
    "扣除税与损耗后，现有业务的资本回报率为每年 {now:.1f}%，期内平均 {mean:.1f}%；资本成本为 "
    "{cost:.1f}% 与 {ahead:.1f}%。",
)
CAPITAL_METHOD = Text(
    "operating profit after wear and tax over capital in place at cost, less the yield of ten-year "
    "bonds and a premium; the means are those of the outlooks by weight",
    "营业利润扣除损耗与税后除以按成本计的在用资本，减十年期国债收益率与溢价；均值为各展望加权",
)
RETURNS = Text("return on capital", "资本回报率")
BONDS = Text("yield of bonds", "国债收益率")
PREMIUM = Text("premium", "溢价")

EXPOSURE = Told(
    Text("What its bad draws are made of", "坏情形由何而来"),
    Text(
        "In the worst tenth of draws the business in place makes {tail:.1f} {unit} of "
        "economic profit over the horizon in today's money, against {mean:.1f} on average. Of the "
        "difference: {en}.",
        "在最坏的十分之一抽样中，期内经济利润现值（{unit}）为 {tail:.1f}，平均为 {mean:.1f}。"
        "其差额中：{zh}。",
    ),
    Text(
        "paths of what is read, on average over the worst tenth of draws of economic profit, take "
        "the place of those over all draws, one by one in the full model and averaged over the "
        "orders; the rest is the industry's own disturbances and what is not additive",
        "以经济利润最坏十分之一抽样中所读指标的平均路径逐一替换全部抽样的平均路径，代入完整模型并对顺序"
        "取均值；其余为行业自身扰动与非可加部分",
    ),
)
OWN = Text("disturbances of its own markets", "自身市场的扰动")

MARKETS = Told(
    Text("Markets of its bad draws", "坏情形中的市场"),
    Text(
        "What parts the worst tenth of draws, {tail:.1f} {unit}, from the average of "
        "{mean:.1f}, by the markets that it sells and buys in: {en}.",
        "最坏十分之一抽样（{tail:.1f}）与平均（{mean:.1f}）之差（{unit}），按其买卖的各市场分解："
        "{zh}。",
    ),
    Text(
        "paths of prices and volumes, on average over the worst tenth of draws of economic profit, "
        "take the place of those over all draws, one by one in the definitions of cash flows and "
        "averaged over the orders; the dollar acts through prices of imports; the rest is what "
        "means of paths leave out",
        "以经济利润最坏十分之一抽样中价格与数量的平均路径逐一替换全部抽样的平均路径，代入现金流定义并对顺序"
        "取均值；美元经由进口价格起作用；其余为路径均值所略去的部分",
    ),
)
CURVED = Text("what means of paths leave out", "路径均值所略去的部分")

DRIVE = Text("What drives its cash flows", "现金流的驱动因素")
DRIVE_SAID = Text(
    "A change that lasts from the next period on moves economic profit over the horizon, in "
    "{unit}, by: {said}. Of tariffs and a carbon price no world has an outlook: how likely "
    "they are is unknown.",
    "自下一期起持续的变动对期内经济利润的影响（{unit}）：{said}。任何世界都没有关税与碳价的展望：其"
    "可能性未知。",
)
DRIVER = Text("{said} {effect:+.2f}", "{said} {effect:+.2f}")
DRIVE_METHOD = Text(
    "the model on the central paths with one driver moved and all that follows from it in the "
    "industry's equations; what the economy at large makes of it is left out",
    "在中心路径上移动单一因素，并计入行业方程中由此引起的一切；不含整体经济的反应",
)
SCENARIO = Text("{scenario}: how it reaches the enterprise", "{scenario}：如何影响企业")
SCENARIO_SAID = Text(
    "With no new decisions the scenario moves economic profit over the horizon by {total:+.1f} "
    "{unit}: {en}.",
    "若不作新决策，该情景使期内经济利润变动 {total:+.1f}（{unit}）：{zh}。",
)
SCENARIO_METHOD = Text(
    "central paths of the worlds, and the enterprise's own tariffs and carbon price, with the "
    "scenario in the place of those without, one by one in the full model and averaged over the "
    "orders",
    "以情景下各世界的中心路径及企业自身的关税与碳价逐一替换无情景者，代入完整模型并对顺序取均值",
)
ECONOMY = Text("growth, inflation and the rate", "增长、通胀与利率")

PROJECT = Text("{name}: what it is worth", "{name}：价值")
PROJECT_SAID = Text(
    "{name}: net present value {expected:+.2f} {unit} on average, from {low:+.2f} to "
    "{high:+.2f} in nine draws of ten, below zero with a chance of {chance:.0f} percent; in the "
    "worst {worst:.0f} percent {tail:+.2f} on average. Its mean cash flows: {note}. The right to "
    "wait, until the horizon ends, is worth {waiting:.2f} more than starting now.",
    "{name}：净现值（{unit}）平均 {expected:+.2f}，九成抽样在 {low:+.2f} 至 {high:+.2f} 之间，为负"
    "的概率 {chance:.0f}%；最坏的 {worst:.0f}% 平均为 {tail:+.2f}。平均现金流：{note}。在期末之前"
    "等待的权利比立即开始多值 {waiting:.2f}。",
)
#: How rates of one period are told, by periods in a year.
A_PERIOD = {
    1: Text("{note} a year", "每年{note}"),
    4: Text("{note} a quarter", "每季{note}"),
    12: Text("{note} a month", "每月{note}"),
}
PROJECT_METHOD = Text(
    "draws of the worlds through the model, cash discounted at each draw's own rates, a sale at "
    "cost at the end of the horizon; waiting by least squares on draws (Longstaff and Schwartz "
    "2001), each date's worth being what its state lets expect",
    "各世界的抽样经模型得出，现金按每次抽样自身利率贴现，期末按成本出售；等待价值由抽样的最小二乘得出"
    "（Longstaff 与 Schwartz 2001），各时点的价值为其状态下的期望",
)
RECIPE = Text("90 percent of draws of all outlooks", "全部展望抽样的 90%")

CHOICE = Text("Return against risk", "收益与风险")
SAME = Text(
    "The plan that makes the most on average is the same: {en}.",
    "平均收益最高的方案与之相同：{zh}。",
)
OTHER = Text(
    "The plan that makes the most on average sets otherwise: {en}. Over the horizon it makes "
    "{gain:.2f} {unit} more on average, and {worse:.2f} less in the worst {worst:.0f} "
    "percent of draws.",
    "平均收益最高的方案有所不同：{zh}。期内（{unit}）平均多得 {gain:.2f}，最坏的 {worst:.0f}% 抽样"
    "中少得 {worse:.2f}。",
)
AGAINST = Text("{name} {other:.2f} instead of {own:.2f}", "{name} {other:.2f}，而非 {own:.2f}")
CHOICE_METHOD = Text(
    "the plan anew with the mean over draws in place of that of the worst share",
    "以全部抽样的均值代替最坏份额的均值，重新制定方案",
)

#: What moves, and by how much, by driver.
DRIVEN = {
    "GROWTH": Text("growth 1 point lower", "增长低 1 个百分点"),
    "INFL": Text("inflation 1 point higher", "通胀高 1 个百分点"),
    "r": Text("the short rate 1 point higher", "短期利率高 1 个百分点"),
    "WAGE": Text("wages 1 percent higher", "工资高 1%"),
    "OIL": Text("oil 10 percent dearer", "油价高 10%"),
    "DOLLAR": Text("the dollar 10 percent stronger", "美元升值 10%"),
    "TARIFF": Text("tariffs on imports 10 points higher", "进口关税高 10 个百分点"),
    "TARIFF_ABROAD": Text("tariffs abroad 10 points higher", "国外关税高 10 个百分点"),
    "CARBON_PRICE": Text("a carbon price of 50 dollars a tonne", "每吨 50 美元的碳价"),
}
