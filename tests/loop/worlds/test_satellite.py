"""What of a satellite's instruments is carried from one period into later ones."""

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.loop.case.worldspec import Read
from tinbergen.loop.worlds.satellite import carried, read_paths

MODEL = """
var a b c d; varexo x y z w;
model;
a = 2*x;
b = a*y + z;
c = c(-1) + z;
100*diff(log(d)) = w;
end;
"""


@pytest.mark.parametrize(("name", "told"), [("x", False), ("y", False), ("z", True), ("w", True)])
def test_what_follows_in_the_same_period_alone_is_not_carried(name: str, told: bool) -> None:
    assert carried(tb.parse(MODEL), name) is told


@pytest.mark.parametrize(("factor", "offset"), [(1.0, 0.0), (1.0, 2.0), (100.0, 0.0), (0.5, -3.0)])
def test_what_is_read_is_in_the_satellites_units(factor: float, offset: float) -> None:
    path = np.array([1.0, -2.0, 4.0])
    found = read_paths({"gap": Read("y", factor, offset)}, {"y": path})
    np.testing.assert_array_equal(found["gap"], factor * path + offset)
