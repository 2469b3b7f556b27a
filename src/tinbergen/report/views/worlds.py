"""What each world says of a plan, and what its loss is made of."""

from __future__ import annotations

from tinbergen.charts.quantities import short
from tinbergen.charts.typeset import number
from tinbergen.core.documents.plan import Plan, WorldView
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.wording import capital, decimals_for, sentences

_WORLDS = {
    "title": Text("What each world says of the plan", "各世界对计划的看法"),
    "world": Text("World", "世界"),
    "outlook": Text("Outlook weight", "展望权重"),
    "response": Text("Response weight", "响应权重"),
    "loss": Text("Loss", "损失"),
    "moved": Text("{before} → {after}", "{before} → {after}"),
    "sees": Text("Sees to", "所见截至"),
    "silent": Text("{name} is silent: {why}", "{name}未作答：{why}"),
    "note": Text(
        "The plan is made for the worlds that answer, by weight; loss without and with the plan, "
        "and means over the horizon with the plan, each as that world sees it",
        "计划按权重针对作答的各世界制定；损失为无计划与有计划时，均值为有计划时期内均值，均为该世界的看法",
    ),
}


def worlds_table(plan: Plan) -> Table | None:
    """Weights, losses and means of the targets by world; None where there is one world alone."""
    if len(plan.worlds) < 2:
        return None
    aims = plan.attainment
    columns = [
        Column(_WORLDS["world"], align="text"),
        Column(_WORLDS["outlook"], decimals=2),
        Column(_WORLDS["response"], decimals=2),
        Column(_WORLDS["loss"], align="text"),
        *(Column(capital(a.title), short(a.unit), decimals=decimals_for([a.planned], fine=True))
          for a in aims),
        Column(_WORLDS["sees"], align="text", detail=True),
    ]  # fmt: skip
    rows = [_row(world, [a.variable for a in aims]) for world in plan.worlds]
    silent = [_WORLDS["silent"].fill(name=w.title, why=w.silent) for w in plan.worlds if w.silent]
    return Table(_WORLDS["title"], columns, rows, note=sentences(_WORLDS["note"], *silent))


def _row(world: WorldView, targets: list[str]) -> list[Cell]:
    loss: Cell = None
    if world.loss is not None and world.baseline_loss is not None:
        loss = _WORLDS["moved"].fill(
            before=number(world.baseline_loss, 1), after=number(world.loss, 1)
        )
    means = {part.name: part.value for part in world.planned}
    return [
        capital(world.title), world.outlook_weight, world.response_weight, loss,
        *(means.get(name) for name in targets), world.sees_to,
    ]  # fmt: skip


_LOSS = {
    "title": Text("What the loss is made of", "损失的构成"),
    "part": Text("Part", "组成"),
    "before": Text("No policy", "无政策"),
    "after": Text("Plan", "计划"),
    "all": Text("Together", "合计"),
    "note": Text(
        "Along the central path: weighted squared misses of targets, and the cost of using and "
        "changing instruments",
        "沿中心路径：目标偏差的加权平方，以及使用与变动工具的成本",
    ),
}


def loss_table(plan: Plan) -> Table | None:
    """The loss by target and instrument, without and with the plan; None where it has no parts."""
    if not plan.loss_parts:
        return None
    sums = [sum(p.before for p in plan.loss_parts), sum(p.after for p in plan.loss_parts)]
    rows: list[list[Cell]] = [[capital(p.title), p.before, p.after] for p in plan.loss_parts]
    rows.append([_LOSS["all"], *sums])
    columns = (
        Column(_LOSS["part"], align="text"),
        *(Column(_LOSS[who], decimals=2) for who in ("before", "after")),
    )
    return Table(
        _LOSS["title"], columns, rows, note=sentences(_LOSS["note"]), strong=(len(rows) - 1,)
    )
