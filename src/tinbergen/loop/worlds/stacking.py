"""A case's satellite as of its date, and the worlds with it on them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.worldspec import SatelliteSpec
from tinbergen.loop.worlds.compiled import compiled, reference_of
from tinbergen.loop.worlds.law import seed_of
from tinbergen.loop.worlds.protocol import World
from tinbergen.loop.worlds.satellite import Satellite, read_outturn, read_paths
from tinbergen.loop.worlds.stacked import StackedWorld

Array = NDArray[np.float64]


def on_satellite(
    case: Case,
    spec: SatelliteSpec,
    data: Dataset,
    span: Span,
    settings: int,
    frozen: Mapping[str, FrozenWorld],
    worlds: Sequence[World],
    weights: Sequence[float],
) -> list[World]:
    """The worlds with the satellite on each that has what it reads; others as they are.

    A world that knows what it reads as differences only is lent the mean path of those that have
    an outlook of it, by the ``weights`` of their outlooks.

    Raises
    ------
    TinbergenError
        L150 where no world has an outlook of what it reads, L151 where a world has a variable of
        its name; those of estimating and simulating it.
    """
    for world in worlds:
        if both := [n for n in spec.variables if n in world.indicators]:
            raise TinbergenError("L151", world=world.name, names=", ".join(both))
    having = [k for k, w in enumerate(worlds) if not lacking(w, spec.indicators)]
    if not having:
        said = "; ".join(f"{w.name}: {', '.join(lacking(w, spec.indicators))}" for w in worlds)
        raise TinbergenError("L150", names=", ".join(spec.indicators), missing=said)
    own = _satellite(case, spec, data, span, settings, frozen, worlds[having[0]])
    sizes = [weights[k] for k in having]
    sizes = sizes if any(sizes) else [1.0] * len(sizes)
    common = {
        n: np.average([worlds[k].baseline(n) for k in having], axis=0, weights=sizes)
        for n in spec.indicators
    }
    found: list[World] = []
    for world in worlds:
        missing = lacking(world, spec.indicators)
        lent = {n: common[n] for n in missing}
        if not missing or _as_differences(world, missing):
            found.append(StackedWorld(world, own, lent, case.nature))
        else:
            found.append(world)
    return found


def lacking(world: World, indicators: Sequence[str]) -> list[str]:
    """Of which indicators a world has no path: no outlook, and they are no instruments of it."""
    has_paths = "outlook" in world.answers
    return [
        n for n in indicators
        if n not in world.foresees and not (has_paths and n in world.instruments)
    ]  # fmt: skip


def _as_differences(world: World, indicators: Sequence[str]) -> bool:
    """Whether some instrument of a world moves all of these indicators, or is one of them."""
    return all(
        n in world.instruments or any(n in world.scores(i) for i in world.instruments)
        for n in indicators
    )


def _satellite(
    case: Case,
    spec: SatelliteSpec,
    data: Dataset,
    span: Span,
    settings: int,
    frozen: Mapping[str, FrozenWorld],
    world: World,
) -> Satellite:
    """The satellite as of the date, on the baseline of one of the worlds."""
    model = spec.world.model
    assert model is not None
    seed = seed_of("satellite", case.seed)
    # What a scenario does to the worlds it reads there; told to it is what is its own.
    told = case.scenario.part(spec.variables) if case.scenario else None
    apart = dataclasses.replace(case, model=model, seed=seed, scenario=told)
    known = derive(model, read_outturn(spec.reads, data))
    given = read_paths(spec.reads, {n: world.baseline(n) for n in spec.indicators})
    own = compiled(apart, spec.world, known, span, settings, frozen.get(spec.world.name), given)
    idle = case.no_policy
    reference = None if idle is None else partial(reference_of, case=apart, idle=idle)
    return Satellite(own, spec.reads, reference)
