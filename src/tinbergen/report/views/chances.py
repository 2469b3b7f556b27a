"""Constraints that hold in a share of draws: what a plan keeps, and what reviews make of it."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.cycle import Review
from tinbergen.core.documents.plan import ChanceKept, Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.wording import capital, sentences

_CHANCE = {
    "title": Text("{title}: a chance of {share}%", "{title}：概率 {share}%"),
    "most": Text("at most {bound} {unit}", "不超过 {bound}（{unit}）"),
    "least": Text("at least {bound} {unit}", "不低于 {bound}（{unit}）"),
    "kept": Text(
        "{achieved} % of {draws} draws that the search has not seen keep it with the plan "
        "(± {error}), {before} % with no policy: {limit}, {how}",
        "在搜索未见过的 {draws} 次抽样中，计划使其在 {achieved}% 的抽样中成立（±{error}），"
        "无新政策时为 {before}%：{limit}，{how}",
    ),
    "joint": Text("all periods of a draw together", "同一抽样的各期同时成立"),
    "each": Text("period by period, least in {period}", "逐期成立，{period}最低"),
    "one": Text("summed over the horizon", "整个期间累计"),
    "world": Text(
        "in each pair of worlds, least with the {world}", "在每一对世界中成立，最低者：{world}"
    ),
    "margin": Text(
        "The plan's own draws had to keep it in {asked} %, since those it was made with flatter it",
        "计划所用抽样须达 {asked}%，因其对计划偏于有利",
    ),
}


def chance_callouts(plan: Plan) -> list[Callout]:
    """A passage for each constraint that asks for a share of draws."""
    return [Callout(_title(one), _said(plan, one)) for one in plan.chances]


def chances_briefly(plan: Plan) -> list[Text]:
    """The same in a sentence each."""
    return [sentences(_title(one), _said(plan, one)) for one in plan.chances]


def _title(one: ChanceKept) -> Text:
    return _CHANCE["title"].fill(title=capital(one.title), share=number(100 * one.share, 0))


def _said(plan: Plan, one: ChanceKept) -> Text:
    unit = short(one.unit)
    limit = _CHANCE["most" if one.sense == "at_most" else "least"].fill(
        bound=f"{one.bound:g}", unit=unit
    )
    summed = one.constraint in {limit.name for limit in plan.limits}
    how = _CHANCE["one" if summed else "joint"]
    if one.period is not None:
        how = _CHANCE["each"].fill(period=period_text(one.period))
    if one.world is not None:
        world = _CHANCE["world"].fill(world=one.world)
        how = Text(f"{how.en}, {world.en}", f"{how.zh}，{world.zh}")
    said = [_CHANCE["kept"].fill(
        achieved=number(100 * one.achieved, 1), draws=number(one.draws, 0),
        error=number(100 * one.error, 1), before=number(100 * one.before, 1), limit=limit, how=how,
    )]  # fmt: skip
    if one.margin > 0:
        asked = number(100 * (one.share + one.margin), 1)
        said.append(_CHANCE["margin"].fill(asked=asked))
    return sentences(*said)


_NOW = {
    "title": Text("Chances in what is left of the plan", "计划余下期间的概率"),
    "period": Text("Known in", "所知截至"),
    "cell": Text("{chance} % (± {error}) of {asked} %", "{chance}%（±{error}），要求 {asked}%"),
    "fallen": Text(
        "“{title}” is kept in {chance}% of draws as known in {period}, where {asked}% are asked "
        "for",
        "“{title}”：以{period}所知，在 {chance}% 的抽样中成立，要求为 {asked}%",
    ),
}


def fallen(reviews: Sequence[Review], plan: Plan | None) -> list[Text]:
    """Chances that a review found lower than was asked for, each as last found so."""
    titles = {one.constraint: one.title for one in plan.chances} if plan else {}
    last = {
        f.name: _NOW["fallen"].fill(
            title=titles.get(f.name, f.title), chance=number(f.estimate, 0),
            period=period_text(review.period),
            asked=number(dict(f.diagnostics)["asked for"], 0),
        )
        for review in reviews for f in review.findings if f.kind == "chance" and f.severity > 0
    }  # fmt: skip
    return list(last.values())


def chances_table(reviews: Sequence[Review]) -> Table | None:
    """A row a review, a column a constraint that asks for a share of draws; None without any."""
    told = [
        (r.period, found) for r in reviews
        if (found := {f.name: f for f in r.findings if f.kind == "chance"})
    ]  # fmt: skip
    if not told:
        return None
    titles = {name: f.title for _, found in told for name, f in found.items()}
    rows: list[list[Cell]] = []
    for period, found in told:
        cells: list[Cell] = []
        for name in titles:
            f = found.get(name)
            if f is None or f.interval is None or f.estimate is None:
                cells.append(Text("", ""))
                continue
            cells.append(_NOW["cell"].fill(
                chance=number(f.estimate, 1),
                error=number(max(f.interval.upper - f.estimate, f.estimate - f.interval.lower), 1),
                asked=number(dict(f.diagnostics)["asked for"], 0),
            ))  # fmt: skip
        rows.append([period, *cells])
    columns = (
        Column(_NOW["period"], align="text"), *(Column(capital(t)) for t in titles.values())
    )  # fmt: skip
    return Table(_NOW["title"], columns, rows)
