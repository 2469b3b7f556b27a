"""What each world says of a plan: its weights, its own losses and means, or why it is silent."""

from __future__ import annotations

from tinbergen.core.documents.evidence import Part
from tinbergen.core.documents.plan import WorldView
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved
from tinbergen.loop.worlds.protocol import World


def world_views(situation: Situation, solved: Solved) -> tuple[WorldView, ...]:
    """A view for each world of the situation, those that answer with what they say of the plan."""
    return tuple(_view(situation, solved, world) for world in situation.worlds)


def _view(situation: Situation, solved: Solved, world: World) -> WorldView:
    pairs = list(zip(solved.scope.pairs, solved.losses, solved.idle_losses, strict=True))
    outlook = sum(p.weight for p, _, _ in pairs if p.outlook is world)
    responding = [(p, with_plan, idle) for p, with_plan, idle in pairs if p.response is world]
    response = sum(p.weight for p, _, _ in responding)
    loss = baseline_loss = None
    planned: tuple[Part, ...] = ()
    if responding:
        loss = sum(p.weight * v for p, v, _ in responding) / response
        baseline_loss = sum(p.weight * v for p, _, v in responding) / response
        planned = _means(situation, solved, world)
    return WorldView(
        world.name, world.title, float(outlook), float(response), world.sees_to,
        solved.scope.silent.get(world.name), loss, baseline_loss, planned,
    )  # fmt: skip


def _means(situation: Situation, solved: Solved, world: World) -> tuple[Part, ...]:
    """Means over the horizon of the targets, in the pairs in which the world responds."""
    variables, horizon = solved.problem.problem.variables, situation.span.length
    places = [k for k, p in enumerate(solved.scope.pairs) if p.response is world]
    total = sum(solved.scope.pairs[k].weight for k in places)
    found = []
    for target in situation.case.targets:
        column = variables.index(target.variable)
        mean = sum(
            solved.scope.pairs[k].weight * float(solved.pair_paths[k][:horizon, column].mean())
            for k in places
        )
        found.append(Part(target.variable, target.title, mean / total))
    return tuple(found)
