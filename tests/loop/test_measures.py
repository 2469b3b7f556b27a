"""Levels that targets ask for and instruments may take, from what a case says."""

import dataclasses

import numpy as np

from tinbergen.core.documents.problem import Instrument, Target
from tinbergen.core.text import Text
from tinbergen.loop.measures import bounds, desired

WORD = Text("word", "词")


def test_desired_levels(situation) -> None:
    absolute = Target("INFL", WORD, WORD, desired=3.0)
    relative = dataclasses.replace(absolute, relative=True)
    base = situation.model_world.run
    assert (desired(absolute, base["INFL"]) == 3.0).all()
    np.testing.assert_allclose(desired(relative, base["INFL"]), base["INFL"] + 3.0)


def test_bounds_are_levels_or_deviations(situation) -> None:
    base = situation.model_world.run
    lower, upper = bounds(
        Instrument("G_gov", WORD, WORD, relative=True, lower=-10.0), base["G_gov"]
    )
    np.testing.assert_allclose(lower, base["G_gov"] - 10)
    assert upper is None
    lower, upper = bounds(Instrument("r", WORD, WORD, lower=0.0, upper=15.0), base["r"])
    assert (lower == 0).all()
    assert (upper == 15).all()
