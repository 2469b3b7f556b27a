"""Models that look ahead in a report: their estimates beside the priors, and what was left out."""

from __future__ import annotations

from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.engine.estimate.mode_result import ModeEstimate
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.case.view import View
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import capital, inside, listed, sentences, stretch

_TITLE = Text("The models", "模型")
_LEAD = Text(
    "A Kalman filter says where the models that look ahead stand; {count} of {all} are estimated "
    "on these data, at the mode of their posterior",
    "前瞻模型的状态由卡尔曼滤波得出；{all} 个中有 {count} 个以本案例数据估计，取后验众数",
)
_OMITTED = {
    "title": Text("What is left out", "剔除的时期"),
    "body": Text(
        "The observed values of {periods} count as missing in {worlds}: neither estimation nor the "
        "filter sees them, so that what happened then says nothing of how these models work",
        "{periods}的观测值在{worlds}中视为缺失：估计与滤波均不使用，故当时的情况不影响对这些模型的判断",
    ),
}
_TABLE = {
    "title": Text("{world}: estimates and their priors", "{world}：估计值与先验"),
    "name": Text("Parameter", "参数"),
    "prior": Text("Prior", "先验"),
    "mean": Text("Mean", "均值"),
    "sd": Text("s.d.", "标准差"),
    "mode": Text("Estimate", "估计值"),
    "se": Text("s.e.", "标准误"),
    "learned": Text("From data", "来自数据"),
    "note": Text(
        "Posterior mode on {sample}; log likelihood {loglik}, log marginal likelihood {marginal}. "
        "From data: the share of the prior's variance that the data take away",
        "{sample}样本的后验众数；对数似然 {loglik}，对数边际似然 {marginal}。"
        "“来自数据”为数据消除的先验方差份额",
    ),
    "unmoved": Text("The prior alone decides on {names}", "仅由先验决定：{names}"),
}
_SHAPES = {
    "": Text("none", "无"),
    "normal": Text("normal", "正态"),
    "beta": Text("beta", "贝塔"),
    "gamma": Text("gamma", "伽马"),
    "inv_gamma": Text("inverse gamma", "逆伽马"),
    "uniform": Text("uniform", "均匀"),
}


def filtered_section(view: View) -> Section | None:
    """What a case without a model of its own says of its filtered worlds; None for nothing."""
    worlds = view.run.situation.filtered
    blocks = filtered_blocks(view)
    if not blocks:
        return None
    count = sum(world.fit is not None for world in worlds)
    lead = sentences(_LEAD.fill(count=count, all=len(worlds)))
    return Section(_TITLE, lead, blocks)


def filtered_blocks(view: View) -> list[Block]:
    """Periods left out, then a table a world estimated."""
    worlds = view.run.situation.filtered
    blocks: list[Block] = []
    by_periods: dict[Text, list[ExpectationsWorld]] = {}
    for world in worlds:
        if world.omitted:
            said = listed([stretch(span.start, span.end) for span in world.omitted])
            by_periods.setdefault(said, []).append(world)
    for periods, own in by_periods.items():
        names = listed([inside(world.title) for world in own])
        body = sentences(_OMITTED["body"].fill(periods=periods, worlds=names))
        blocks.append(Callout(_OMITTED["title"], body, "note"))
    blocks += [_table(world.title, world.fit) for world in worlds if world.fit is not None]
    return blocks


def _table(title: Text, fit: ModeEstimate) -> Table:
    rows: list[list[Cell]] = [
        [name, _SHAPES[shape], *(number(v, 3) if shape else "" for v in (mean, deviation)),
         number(x, 3), number(se, 3), number(100 * share, 0) + " %"]
        for name, (shape, mean, deviation), x, se, share in zip(
            fit.names, fit.priors, fit.mode.tolist(), fit.standard_errors.tolist(),
            fit.learned.tolist(), strict=True,
        )
    ]  # fmt: skip
    columns = (
        *(Column(_TABLE[key], align="text") for key in ("name", "prior")),
        *(Column(_TABLE[key]) for key in ("mean", "sd", "mode", "se", "learned")),
    )
    note = _TABLE["note"].fill(
        sample=stretch(fit.sample.start, fit.sample.end), loglik=number(fit.loglik, 1),
        marginal=number(fit.log_marginal, 1),
    )  # fmt: skip
    unmoved = [_TABLE["unmoved"].fill(names=", ".join(fit.unmoved))] if fit.unmoved else []
    said = _TABLE["title"].fill(world=capital(title))
    return Table(said, columns, rows, note=sentences(note, *unmoved))
