"""What each world says of a plan, of what else could be chosen, and of no policy."""

from __future__ import annotations

from tinbergen.charts.typeset import number
from tinbergen.core.documents.plan import Plan
from tinbergen.core.documents.robustness import Course, Robustness
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.wording import capital, clauses, decimals_for, listed, sentences

_WORDS = {
    "title": Text("How the plan fares if one world is right", "若某一世界为真，计划的表现"),
    "choice": Text("Choice", "选择"),
    "mean": Text("Weighted", "加权"),
    "most": Text("Largest regret", "最大后悔值"),
    "regret": Text("{loss} ({regret})", "{loss}（{regret}）"),
    "plan": Text("The plan", "本计划"),
    "weighted": Text("Least weighted loss", "加权损失最小"),
    "least": Text("Least regret", "后悔值最小"),
    "own": Text("Best for: {title}", "最适合：{title}"),
    "rules": Text("Rules go on", "规则延续"),
    "losses": Text("Loss as each world sees it", "损失为各世界的看法"),
    "brackets": Text(
        "in brackets the regret, which is what the world's own best choice within the same limits "
        "would save",
        "括号内为后悔值，即该世界在同样限制下的最优选择可节省的损失",
    ),
    "price": Text(
        "The choice of least regret costs {price} more in weighted loss than the best",
        "后悔值最小的选择，其加权损失比最优多 {price}",
    ),
    "adverse": Text(
        "The plan is the best one for these weights on what a choice does: {weights}",
        "本计划在如下响应权重下最优：{weights}",
    ),
    "share": Text("{title} {weight}", "{title} {weight}"),
    "better": Text(
        "In every world the loss is no higher with the plan than with the rules going on",
        "在每个世界中，计划的损失都不高于规则延续",
    ),
    "worse": Text("No policy is better in: {worlds}", "以下世界认为不实施政策更好：{worlds}"),
}


def robustness_table(plan: Plan) -> Table | None:
    """Losses and regrets by choice and world; None where fewer than two worlds respond."""
    found = plan.robustness
    if found is None:
        return None
    titles = {world.name: world.title for world in plan.worlds}
    digits = max(1, decimals_for([c.mean for c in found.courses], fine=True))
    regrets = any(course.regrets for course in found.courses)
    columns = [
        Column(_WORDS["choice"], align="text"),
        Column(_WORDS["mean"], decimals=digits),
        *([Column(_WORDS["most"], decimals=digits)] if regrets else []),
        *(Column(capital(titles[name]), align="text") for name in found.worlds),
    ]
    rows: list[list[Cell]] = []
    for course in found.courses:
        most: list[Cell] = [max(course.regrets)] if regrets else []
        rows.append([_named(course, titles), course.mean, *most, *_cells(course, digits)])
    return Table(_WORDS["title"], columns, rows, note=_note(found, titles, digits), strong=(0,))


def _named(course: Course, titles: dict[str, Text]) -> Text:
    if course.world is not None:
        return _WORDS["own"].fill(title=titles[course.world])
    return _WORDS["least" if course.kind == "regret" else course.kind]


def _cells(course: Course, digits: int) -> list[Cell]:
    if not course.regrets:
        return [number(loss, digits) for loss in course.losses]
    return [
        _WORDS["regret"].fill(loss=number(loss, digits), regret=number(regret, digits, signed=True))
        for loss, regret in zip(course.losses, course.regrets, strict=True)
    ]


def _note(found: Robustness, titles: dict[str, Text], digits: int) -> Text:
    losses = [_WORDS["losses"]]
    said = []
    if found.price is not None:
        losses.append(_WORDS["brackets"])
        said.append(_WORDS["price"].fill(price=number(found.price, digits)))
    if found.adverse:
        shares = [
            _WORDS["share"].fill(title=titles[name], weight=number(weight, 2))
            for name, weight in zip(found.worlds, found.adverse, strict=True)
        ]
        said.append(_WORDS["adverse"].fill(weights=clauses(shares)))
    if found.worse:
        said.append(_WORDS["worse"].fill(worlds=listed([titles[n] for n in found.worse])))
    else:
        said.append(_WORDS["better"])
    return sentences(clauses(losses), *said)
