"""Draws in parts are the draws of all at once, to the digit."""

import numpy as np
import pytest

from tinbergen.loop.worlds.law import Law

LAW = Law(
    7, 3, ("a", "b"), np.array([[1.0, 0.3], [0.3, 2.0]]), ("own",), np.array([[0.5]]),
    {"first": 0.2, "second": 3.0}, {"c": 0.1, "d": 0.4},
)  # fmt: skip
VALUES = {"a": 1.0, "b": -1.0, "c": 5.0, "d": 0.0}


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_parts_are_the_whole(size) -> None:
    whole = LAW.draw(VALUES, 4)
    assert set(whole.disturbances) == {"own", "first", "second"}
    assert set(whole.parameters) == set(VALUES)
    cuts, found = zip(*LAW.parts(VALUES, 4, size), strict=True)
    assert [c.start for c in cuts] == list(range(0, 7, size))
    for kind in ("disturbances", "parameters"):
        for name, drawn in getattr(whole, kind).items():
            parts = np.concatenate([getattr(one, kind)[name] for one in found])
            np.testing.assert_array_equal(parts, drawn)
