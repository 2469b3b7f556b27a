"""Series that follow from others are computed once, in whatever order their equations stand."""

import numpy as np

from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import carried_on, derive
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


def test_a_stock_goes_on_from_its_last_value_while_its_flow_is_known() -> None:
    data = Dataset.of(
        "2000",
        {
            "y": [9.0, 9, 9, 9, 9],
            "i": [1.0, 2, 4, 8, np.nan],
            "k": [np.nan, 10, 11, np.nan, np.nan],
        },
    )
    assert np.isnan(derive(MODEL, data)["k"][3:]).all()
    found = carried_on(MODEL, data)
    # What is observed stays, 11 and not 10 + 4; what is before the first value stays unknown.
    np.testing.assert_array_equal(found["k"], [np.nan, 10, 11, 19, np.nan])
    assert list(found.names) == list(data.names)


def test_a_stock_without_a_value_or_a_flow_is_left() -> None:
    nothing = Dataset.of("2000", {"i": [1.0, 2], "k": [np.nan, np.nan]})
    assert np.isnan(carried_on(MODEL, nothing)["k"]).all()
    alone = Dataset.of("2000", {"k": [3.0, np.nan]})
    np.testing.assert_array_equal(carried_on(MODEL, alone)["k"], [3.0, np.nan])
