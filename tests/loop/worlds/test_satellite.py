"""What of a satellite's instruments is carried from one period into later ones."""

import pytest

import tinbergen as tb
from tinbergen.loop.worlds.satellite import carried

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
