"""What comparators in a case's table say of a policy."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import NO_TEXT
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import answer
from tinbergen.loop.situation import assess

YEARS = tuple(str(year) for year in range(2000, 2018))
ASKED = {
    "table": "others", "treated": "here", "until": "2016", "outcome": {"en": "smoke", "zh": "烟"},
    "unit": {"en": "tonnes", "zh": "吨"},
}  # fmt: skip


@pytest.fixture(scope="module")
def situation():
    """A case whose table has a unit that is the mean of two others, and one less from 2013 on."""
    rng = np.random.default_rng(1)
    donors = 5 + np.cumsum(0.3 * rng.standard_normal((len(YEARS), 6)), axis=0)
    here = donors[:, :2].mean(axis=1) - (np.array(YEARS, dtype=int) >= 2013)
    units = ("here", *(f"d{k}" for k in range(6)))
    table = Matrix("others", YEARS, units, np.column_stack([here, donors]), NO_TEXT)
    made = assess(cases.load("uk-2012"))
    case = dataclasses.replace(made.case, tables={**made.case.tables, "others": table})
    return dataclasses.replace(made, case=case)


@pytest.mark.parametrize("name", ["synthetic control", "synthetic difference-in-differences"])
def test_a_mixture_that_fits_shows_the_effect(situation, spoken, name) -> None:
    question = Question(name, ASKED)
    (found,) = answer(question)(situation, question)
    assert found.kind == "effect"
    assert found.estimate == pytest.approx(-1, abs=0.3)
    assert found.series[0].values[-1] == pytest.approx(-1, abs=0.4)
    # Four years from the plan's start to the last under evaluation, of eighteen in the table.
    assert len(found.series[0].values) == 17
    spoken(found.title, found.statement, found.method, *found.assumptions)
    assert "烟" in found.statement.zh and "smoke" not in found.statement.zh
    assert (found.interval is None) == (name == "synthetic control")


def test_wrong_questions(situation) -> None:
    for changed, code in (
        ({"table": "other"}, "L047"), ({"treated": "there"}, "D095"), ({"start": "1990"}, "D094"),
        ({"until": "2016Q4"}, "L042"), ({"unit": "tonnes"}, "L042"),
    ):  # fmt: skip
        question = Question("synthetic control", {**ASKED, **changed})
        with pytest.raises(TinbergenError) as fault:
            list(answer(question)(situation, question))
        assert fault.value.code == code
