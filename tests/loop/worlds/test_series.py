"""How exogenous paths go on beyond the data."""

import numpy as np
import pytest

from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.worlds.series import continued

SPAN = Span(Period.parse("2008Q4"), 5)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ({"rule": "constant"}, [2, 2, 2, 2, 2]),
        ({"rule": "constant", "value": 7}, [7, 7, 7, 7, 7]),
        ({"rule": "stated", "values": {"2009Q1": 3, "2009Q3": 5}}, [2, 3, 3, 5, 5]),
        ({"rule": "stated", "values": {"2007Q1": 4}}, [4, 4, 4, 4, 4]),
    ],
)
def test_paths_go_on_by_their_rule(us, written, path) -> None:
    """What is stated holds from its period on; before the first the last observation does."""
    data = Dataset.of(SPAN.start - 3, {"TAX": np.array([1.0, 1.0, 2.0])})
    rule = PathPart.model_validate(written)
    np.testing.assert_array_equal(continued(us, rule, "TAX", data, SPAN), path)
