"""Series that follow from others are computed once, in whatever order their equations stand."""

import numpy as np

from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import derive
from tinbergen.model.dynare.parser import parse

MODEL = parse("""
var c d y k s;
varexo i g;
parameters a; a = 0.5;
model;
d = 2*c;
c = y - i;
[estimate='ols'] y = a*g;
k = k(-1) + i;
s = i/i(-1);
end;
""")


def test_what_follows_is_added_and_nothing_else() -> None:
    data = Dataset.of("2000", {"y": [5.0, 6, 7], "i": [1.0, 2, 4], "g": [1.0, 1, 1]})
    found = derive(MODEL, data)
    np.testing.assert_array_equal(found["c"], [4, 4, 3])
    np.testing.assert_array_equal(found["d"], [8, 8, 6])
    np.testing.assert_array_equal(found["s"], [np.nan, 2, 2])
    assert "k" not in found


def test_what_is_observed_stays() -> None:
    data = Dataset.of("2000", {"y": [5.0], "i": [1.0], "c": [9.0]})
    found = derive(MODEL, data)
    assert found["c"].tolist() == [9]
    assert found["d"].tolist() == [18]


def test_a_behavioural_equation_explains_nothing() -> None:
    data = Dataset.of("2000", {"g": [5.0, 6], "i": [1.0, 2]})
    assert "y" not in derive(MODEL, data)
