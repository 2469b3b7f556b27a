"""What series and equations are called where findings speak of them."""

from __future__ import annotations

import numpy as np

from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop.words import equation_title
from tinbergen.model.dynare.parser import parse

MODEL = """
var C (long_name='Consumption | 消费') Y;
varexo G;
parameters a;
a = 0.5;
model;
[name='spending of households'] log(C) = a*log(C(-1)) + (1 - a)*log(Y);
[name='output', title='demand | 需求'] Y = C + G;
end;
"""


def test_tag_then_variable_then_name() -> None:
    model = parse(MODEL, "m.mod")
    data = Dataset.of("2000", {"C": np.ones(3)})
    assert equation_title("output", data, model) == Text("demand", "需求")
    assert equation_title("spending of households", data, model) == Text("Consumption", "消费")
    assert equation_title("identities", data, model) == Text("identities", "identities")
