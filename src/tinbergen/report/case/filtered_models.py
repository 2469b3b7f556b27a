"""Models that look ahead in a report: their estimates beside the priors, and what was left out."""

from __future__ import annotations

import numpy as np

from tinbergen.charts.typeset import number
from tinbergen.core.text import Text
from tinbergen.engine.estimate.mode_result import ModeEstimate
from tinbergen.loop.worlds.expectations_world import ExpectationsWorld
from tinbergen.report.blocks import Callout, Cell, Column, Table
from tinbergen.report.case.satellite import satellite_blocks
from tinbergen.report.case.view import View
from tinbergen.report.document import Block, Section
from tinbergen.report.wording import capital, clauses, inside, listed, sentences, stretch

_TITLE = Text("The models", "模型")
_LEAD = Text(
    "A Kalman filter says where the models that look ahead stand; {count} of {all} are estimated "
    "on these data, at the mode of their posterior",
    "前瞻模型的状态由卡尔曼滤波得出；{all} 个中有 {count} 个以本案例数据估计，取后验众数",
)
_ACTOR = Text(
    "The worlds come with their numbers; what is estimated here is the actor's own model.",
    "各世界的数值均为给定；在此估计的是行动者自己的模型。",
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
_BRIDGES = {
    "title": Text("Bridges to what worlds lack", "桥接方程：推得各世界所缺的指标"),
    "world": Text("World", "世界"),
    "bridge": Text("Bridge", "桥接方程"),
    "of": Text("Explains the change of", "解释何者的变动"),
    "by": Text("By", "解释变量"),
    "coefficient": Text("Coefficient", "系数"),
    "se": Text("s.e.", "标准误"),
    "one": Text("constant", "常数项"),
    "note": Text(
        "Least squares on the case's data; errors of Newey and West. {fits}. Coefficients and "
        "disturbances are drawn like those of models",
        "以本案例数据作最小二乘估计，标准误按 Newey–West。{fits}。系数与扰动与模型一并抽样",
    ),
    "fit": Text(
        "{world}: {sample}, {count} periods, R² {r2}", "{world}：{sample}，{count} 期，R² {r2}"
    ),
    "frozen": Text("{world}: as the plan had it", "{world}：沿用计划的数值"),
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
    lead = sentences(_LEAD.fill(count=count, all=len(worlds))) if worlds else _ACTOR
    return Section(_TITLE, lead, blocks)


def filtered_blocks(view: View) -> list[Block]:
    """Periods left out, a table a world estimated, then the bridges and an actor's own model."""
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
    if view.run.situation.bridges:
        blocks.append(_bridges(view))
    return [*blocks, *satellite_blocks(view)]


def _bridges(view: View) -> Table:
    """Each bridge's coefficients with their errors."""
    rows: list[list[Cell]] = []
    fits = []
    for world, bridge in view.run.situation.bridges:
        errors = np.sqrt(np.diagonal(bridge.covariance)).tolist()
        for k, (name, value, error) in enumerate(
            zip(bridge.names, bridge.coefficients.tolist(), errors, strict=True)
        ):
            said = [capital(world.title), bridge.title, view.title(bridge.name)]
            term = _BRIDGES["one"] if name == "constant" else name
            rows.append([*(said if k == 0 else ("", "", "")), term, value, error])
        if bridge.sample is None:
            fits.append(_BRIDGES["frozen"].fill(world=world.title))
        else:
            fits.append(_BRIDGES["fit"].fill(
                world=world.title, sample=stretch(bridge.sample.start, bridge.sample.end),
                count=bridge.observations, r2=number(bridge.r2 or 0.0, 2),
            ))  # fmt: skip
    columns = (
        *(Column(_BRIDGES[key], align="text") for key in ("world", "bridge", "of", "by")),
        Column(_BRIDGES["coefficient"], decimals=3), Column(_BRIDGES["se"], decimals=3),
    )  # fmt: skip
    note = sentences(_BRIDGES["note"].fill(fits=clauses(fits)))
    return Table(_BRIDGES["title"], columns, rows, note=note)


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
