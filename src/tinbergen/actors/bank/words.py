"""What findings on banks say."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.core.text import COMMAS, Text

BILLIONS = Text("billions of dollars", "十亿美元")
REPORTED = Text("as reported: exact but for restatements", "按报告值：除重述外精确")
CAPITAL = Text(
    "Tier 1 capital is {ratio:.1f} percent of risk-weighted assets, {required:g} are required "
    "with the conservation buffer: {total:,.0f} billion dollars more than that. {least} stands "
    "lowest, at {lowest:.1f} percent. Surcharges of single banks are not counted.",
    "一级资本占风险加权资产 {ratio:.1f}%，含留存缓冲的要求为 {required:g}%：超出 {total_yi:,.0f} "
    "亿美元。{least}最低，为 {lowest:.1f}%。未计各行附加要求。",
)
CAPITAL_METHOD = Text(
    "reported Tier 1 capital less the requirement times risk-weighted assets; parts sum exactly",
    "所报一级资本减去要求比率乘以风险加权资产；各部分加总严格相等",
)
BANK = Text("{bank} {low:.1f} ({lower:.1f} to {upper:.1f})",
            "{bank} {low:.1f}（{lower:.1f} 至 {upper:.1f}）")  # fmt: skip
STRESS = Text(
    "In “{world}” the capital ratio of all banks goes from {start:.2f} to {low:.2f} percent in "
    "{when} (90 percent band {lower:.1f} to {upper:.1f}), payouts and lending as usual; lowest: "
    "{banks}. The record of these equations: told what the economy did from {first} to {last}, "
    "they find that loans in default reach {peak:.1f} percent, and {peak_came:.1f} came; net "
    "income of {income:,.0f} billion dollars, and {income_came:,.0f} came. {verdict} Were what "
    "they missed then missed again, the ratio would be {repeated:.2f} at its lowest.",
    "在“{world}”中，派息与放贷照常，全部银行资本充足率由 {start:.2f}% 变为 {when} 的 "
    "{low:.2f}%（90% 区间 {lower:.1f} 至 {upper:.1f}）；最低者：{banks}。这些方程的成绩：代入 "
    "{first} 至 {last} 的实际经济，所得不良贷款率最高 {peak:.1f}%，实际为 {peak_came:.1f}%；净收"
    "入 {income_yi:,.0f} 亿美元，实际为 {income_came_yi:,.0f} 亿。{verdict}若当时的误差重现，比率"
    "最低为 {repeated:.2f}%。",
)
UNDERSTATES = Text(
    "They understate a crisis of credit, and so does this test.",
    "方程低估信贷危机，本测试亦然。",
)
OVERSTATES = Text(
    "They made that time worse than it was, and this test may do so too.",
    "方程所得较当时实际更坏，本测试也可能如此。",
)
MIXED = Text(
    "They erred to the good side in one of the two and to the bad in the other.",
    "方程对二者之一估计偏好，对另一估计偏坏。",
)
UNDER_STRESS = Text(
    "In “{world}” capital exceeds the requirement of {required:g} percent by {total:,.0f} billion "
    "dollars in {last}. Lowest ratio of each bank within the horizon, with 90 percent bands: "
    "{banks}.",
    "在“{world}”中，{last} 资本超出 {required:g}% 的要求 {total_yi:,.0f} 亿美元。各银行期内最低比"
    "率（90% 区间）：{banks}。",
)
STRESS_METHOD = Text(
    "the banks' equations on the scenario; parts are percentage points of risk-weighted assets to "
    "the lowest quarter and sum exactly",
    "在情景路径上模拟银行方程；各部分为至最低季度的百分点，加总严格相等",
)
PARTS = {
    "earned": Text("earned before losses on loans", "贷款损失前收益"),
    "losses": Text("losses on loans", "贷款损失"),
    "tax": Text("tax", "税收"),
    "payouts": Text("payouts", "派息与回购"),
    "growth": Text("growth of risk-weighted assets", "风险加权资产增长"),
}
STYLISED = (
    Text(
        "Stylised: losses on loans follow loans that banks report as noncurrent; a loss is taxed "
        "as a gain is; trading losses and changes in the value of securities come only as far as "
        "returns since 2005 moved with growth; banks are the insured subsidiaries, whose Tier 1 "
        "ratio is not the CET1 ratio of their holding companies.",
        "简化之处：贷款损失由银行所报不良贷款推算；亏损与盈利同等计税；交易损失与证券估值变动仅计"
        "入2005年以来回报随增长变动的部分；银行为受保子银行，其一级资本率并非控股公司的普通股一级"
        "资本率。",
    ),
)
STYLISED_ANNUAL = Text(
    "Stylised: the bank's loans go bad as those of all banks of its country do; its loans are as "
    "large as its risk-weighted assets; what it earns before losses stays what it was; losses on "
    "loans in default are those of American banks.",
    "简化之处：该银行贷款变坏的比率与全国银行相同；贷款规模与风险加权资产相等；损失前收益保持不变；"
    "不良贷款的损失率取自美国银行。",
)
BAD_LOANS = Text(
    "Loans in default are {now:.1f} percent of loans in {as_of}. With no new policy they are "
    "{last:.1f} percent in {end} ({lower:.1f} to {upper:.1f}): of the change of the logarithm, "
    "{total:+.2f}, growth makes {growth:+.2f}, unemployment {jobs:+.2f}, and {own:+.2f} is the way "
    "back to what is usual in this country.",
    "{as_of}年不良贷款率为 {now:.1f}%。若无新政策，{end}年为 {last:.1f}%（{lower:.1f} 至 "
    "{upper:.1f}）：其对数变动 {total:+.2f} 中，增长贡献 {growth:+.2f}，失业 {jobs:+.2f}，其余 "
    "{own:+.2f} 为向该国常态的回归。",
)
BAD_LOANS_METHOD = Text(
    "the equation of bad loans on the economy's outlook; what growth and unemployment do is "
    "against growth of zero and unemployment unchanged, parts sum exactly",
    "以经济展望代入不良贷款方程；增长与失业的作用以零增长、失业率不变为基准，各部分加总严格相等",
)
BAD_LOANS_PARTS = {
    "growth": Text("growth", "增长"),
    "unemployment": Text("change of unemployment", "失业率变动"),
    "usual": Text("the way back to what is usual", "向常态回归"),
}
EXPOSURES = Text(
    "In {when} the capital ratio in “{world}” differs by {total:+.2f} points from what “{base}” "
    "foresees; {most} lowers it most ({size:+.2f}).",
    "{when}，“{world}”下的资本充足率与“{base}”所见相差 {total:+.2f} 个百分点；使其下降最多的是"
    "{most}（{size:+.2f}）。",
)
EXPOSURES_METHOD = Text(
    "the banks' equations with each indicator moved from outlook to scenario, mean over all orders "
    "(Shapley); parts sum exactly",
    "逐一将各指标由展望移至情景并模拟银行方程，对所有次序取平均（Shapley）；各部分加总严格相等",
)
SEVERITY = Text(
    "“{world}” lies {distance:.1f} standard deviations from what “{base}” expects (Mahalanobis, "
    "{size} numbers, {different} different draws; half of the draws lie within {median:.1f}). The "
    "worst scenario for capital that lies as far takes the ratio of all banks to {ratio:.1f} "
    "percent in {last}, the scenario itself to {same:.1f}.",
    "“{world}”距“{base}”的预期 {distance:.1f} 个标准差（马氏距离，{size} 个数，{different} 个不同"
    "抽样；半数抽样在 {median:.1f} 以内）。同等距离中对资本最不利的情景使 {last} 的资本充足率为 "
    "{ratio:.1f}%，该情景本身为 {same:.1f}%。",
)
SEVERITY_METHOD = Text(
    "Mahalanobis's distance from the world's draws of what the banks read, all quarters together; "
    "the worst scenario by the derivative of capital",
    "银行所读变量全部季度相对该世界抽样的马氏距离；最不利情景由资本的导数求得",
)
GROWTH = Text(
    "With a chance of 5 percent growth over the next four quarters is below {q05:.1f} percent a "
    "year (median {q50:.1f}), by quantiles given the term spread. Its record since 2000: the loss "
    "of the 5 percent quantile was {tick:.3f}, that of an autoregression {ar:.3f} and of GARCH "
    "{garch:.3f}; outturns fell below it in {below:.0f} percent of {n:.0f} forecasts. {verdict}",
    "由以期限利差为条件的分位数，未来四季度年增长有5%的可能低于 {q05:.1f}%（中位数 "
    "{q50:.1f}%）。2000年以来的成绩：5%分位数的损失为 {tick:.3f}，自回归为 {ar:.3f}，GARCH 为 "
    "{garch:.3f}；{n:.0f} 次预测中实际值有 {below:.0f}% 低于该分位数。{verdict}",
)
NO_SKILL = Text("It has no skill beyond an autoregression's.", "其技能并不优于自回归。")
SKILL = Text("It beats the autoregression significantly.", "其显著优于自回归。")
GROWTH_METHOD = Text(
    "quantile regressions of mean growth over four quarters on the spread of ten-year bonds over "
    "bills and growth, skewed t through them (Adrian, Boyarchenko and Giannone 2019)",
    "四季度平均增长对十年期与国库券利差及增长的分位数回归，并拟合偏t分布（Adrian、Boyarchenko 与 "
    "Giannone 2019）",
)
CRISIS = Text(
    "A banking crisis in {unit} in {year}: {chance:.1f} percent by a logit of {names}; in the "
    "table as a whole crises come in {share:.1f} percent of years. Since {first} such warnings, "
    "made with what was known before, ranked a year of crisis above another in {auroc:.0f} "
    "percent of pairs ({low:.0f} to {high:.0f}); Brier score {brier:.4f}, that of the share "
    "{plain:.4f}; {events} crises came, and alarms saved {useful:.0f} percent of what perfect "
    "ones would.",
    "{unit}在{year}年发生银行危机的概率：logit（{names}）给出 {chance:.1f}%；全表危机年份占 "
    "{share:.1f}%。自{first}年起，以当时所知作出的此类预警在 {auroc:.0f}% 的配对中把危机年排在其"
    "他年份之上（{low:.0f} 至 {high:.0f}）；Brier 得分 {brier:.4f}，历史比例为 {plain:.4f}；其间"
    "发生 {events} 次危机，警报实现了完美警报所能挽回的 {useful:.0f}%。",
)
CRISIS_METHOD = Text(
    "logit (Schularick and Taylor 2012), estimated anew each year on the years before; alarms by "
    "the threshold most useful on those",
    "logit（Schularick 与 Taylor 2012），逐年以此前年份重新估计；警报阈值取此前最有用者",
)

CRISIS_ESTIMATED = Text(
    "The chance that a banking crisis begins in {year} is {chance:.1f} percent ({low:.1f} to "
    "{high:.1f}) by a logit on five years of the growth of real bank loans; in the panel crises "
    "begin in {share:.1f} percent of years. {alarm} The record of such warnings in 14 countries "
    "from {first:.0f} to {last:.0f}, made with what was known before: a year of crisis ranked "
    "above another in {auroc:.0f} percent of pairs ({auroc_low:.0f} to {auroc_high:.0f}; 50 is "
    "chance); of {events:.0f} crises {missed:.0f} percent came without an alarm, and {false:.0f} "
    "percent of other years had one; Brier score {brier:.4f}, that of the share of crises "
    "{plain:.4f}. In this country, {own_first} to {own_last}, with coefficients that have seen "
    "these years to 2008: of the crises that began ({began}) these came with an alarm: {caught}; "
    "{alarms} other years had one.",
    "以五年实际银行贷款增长为解释变量的 logit，{year}年发生银行危机的概率为 {chance:.1f}%（"
    "{low:.1f} 至 {high:.1f}）；面板中危机起始年占 {share:.1f}%。{alarm}此类预警在14国 {first:.0f}–"
    "{last:.0f} 年依当时所知的成绩：在 {auroc:.0f}% 的配对中把危机年排在其他年份之上（"
    "{auroc_low:.0f} 至 {auroc_high:.0f}；50 为纯属偶然）；{events:.0f} 次危机中 {missed:.0f}% 未有"
    "警报，其他年份中 "
    "{false:.0f}% 有警报；Brier 得分 {brier:.4f}，以危机比例预测为 {plain:.4f}。就本国 {own_first}–"
    "{own_last} 年而言（系数已见过至2008年的数据）：所发生的危机（{began}）中，事前有警报者："
    "{caught}；另有 {alarms} 年发出警报。",
)
ALARM = Text(
    "It is above {threshold:.1f} percent, from where an alarm was most useful: an alarm.",
    "高于警报最有用的阈值 {threshold:.1f}%：发出警报。",
)
NO_ALARM = Text(
    "It is below {threshold:.1f} percent, from where an alarm was most useful: no alarm.",
    "低于警报最有用的阈值 {threshold:.1f}%：无警报。",
)
NONE = Text("none", "无")
CRISIS_ESTIMATED_METHOD = Text(
    "logit of Schularick and Taylor (2012) without effects of countries, estimated on their panel; "
    "alarms by the threshold most useful there (Alessi and Detken 2011, missed crises and false "
    "alarms counted alike)",
    "Schularick 与 Taylor（2012）的 logit，无国家效应，据其面板估计；警报阈值取该面板中最有用者"
    "（Alessi 与 Detken 2011，漏报与误报同等计）",
)
CRISIS_COVERS = Text(
    "sampling of the coefficients, not whether the model is right",
    "系数的抽样误差，不含模型本身是否正确",
)
CRISIS_ASSUMED = (
    Text(
        "Loans are those of commercial banks to business and on real estate; the panel's are all "
        "loans of banks. From 1960 to 2007 the two grow alike (correlation 0.94). House prices, "
        "spreads and lenders that are no banks are not in it.",
        "贷款为商业银行的工商业与房地产贷款，面板则为银行全部贷款；1960–2007 年两者增长相近（相关系"
        "数 0.94）。未计房价、利差与非银行放贷机构。",
    ),
)


def joined(parts: Sequence[Text]) -> Text:
    """Phrases as a list."""
    return COMMAS.join(parts)
