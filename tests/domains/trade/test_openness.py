"""How an economy is tied to others: each finding against its own arithmetic, parts exact."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.matrix import Matrix
from tinbergen.loop import questions
from tinbergen.loop.case.cases import load
from tinbergen.loop.case.question import Question
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.situation import Situation, assess

NONE = Text("", "")
LABELS = {"A": {"en": "apples", "zh": "苹果"}, "REST": {"en": "the rest", "zh": "其余"}}


@pytest.fixture(scope="module")
def japan() -> Situation:
    return assess(dataclasses.replace(load("japan-trade-2014"), draws=50))


def column(name: str, labels: str, *columns: tuple[str, list[float]]) -> dict[str, Matrix]:
    values = np.array([v for _, v in columns]).T
    return {name: Matrix(name, tuple(labels.split()), tuple(c for c, _ in columns), values, NONE)}


def answer(situation: Situation, name: str, tables: dict[str, Matrix], **given: object) -> Finding:
    there = dataclasses.replace(situation, case=dataclasses.replace(situation.case, tables=tables))
    question = Question(name, given)
    (found,) = questions.answer(question)(there, question)
    return found


def test_openness_is_split_without_rest(situation: Situation) -> None:
    data = Dataset.of(
        Period.parse("2000"),
        {"X": np.array([20.0, 24.0, 30.0]), "M": np.array([22.0, 21.0, 33.0]),
         "Y": np.array([100.0, 110.0, 115.0])},
    )  # fmt: skip
    there = dataclasses.replace(situation, data=data)
    found = answer(there, "openness", {}, exports="X", imports="M", output="Y", years=10)
    assert found.estimate == pytest.approx(100 * (63 / 115 - 42 / 100))
    assert sum(p.value for p in found.parts) == pytest.approx(found.estimate, abs=1e-12)
    assert [p.value > 0 for p in found.parts] == [True, True, False]
    assert found.severity == 0.0  # it opened


def test_concentration_leaves_the_rest_out_of_the_index(situation: Situation) -> None:
    tables = column("partners", "A B REST", ("exports", [30.0, 20.0, 50.0]))
    found = answer(situation, "trade partners", tables, table="partners", column="exports",
                   rest="REST", titles=LABELS)  # fmt: skip
    assert found.estimate == pytest.approx(0.3**2 + 0.2**2)
    assert sum(p.value for p in found.parts) == pytest.approx(found.estimate)
    assert [p.name for p in found.parts] == ["A", "B"]
    assert "apples" in found.statement.en and "苹果" in found.statement.zh
    assert "the rest" in found.assumptions[0].en
    whole = answer(situation, "trade products", tables, table="partners", column="exports")
    assert whole.estimate == pytest.approx(0.3**2 + 0.2**2 + 0.5**2)


def test_advantage_is_balassas(situation: Situation) -> None:
    tables = column("s", "A B C", ("own", [50.0, 30.0, 10.0]), ("world", [20.0, 30.0, 40.0]))
    found = answer(situation, "comparative advantage", tables, table="s", own="own", world="world")
    ratios = {p.name: p.value for p in found.parts}
    assert ratios == pytest.approx({"A": 50 / 20, "B": 1.0, "C": 10 / 40})
    shares = {"A": 20 / 90, "B": 30 / 90, "C": 40 / 90}
    assert sum(ratios[n] * shares[n] for n in shares) == pytest.approx(1.0)


def test_potential_adds_up_to_what_is_sold(japan: Situation) -> None:
    """With effects of exporters, PPML fits each exporter's total (Fally 2015, J. Int. Econ. 97)."""
    (found,) = [f for f in diagnose(japan).findings if f.name == "potential"]
    flows = japan.case.tables["flows"]
    actual = dict(zip(flows.columns, flows.row("JPN").tolist(), strict=True))
    expected = sum(actual[p.name] / p.value for p in found.parts)
    assert expected == pytest.approx(sum(actual[p.name] for p in found.parts), rel=1e-6)
    assert dict(found.diagnostics)["observations"] == 16 * 15 - 3
    assert -1.2 < dict(found.diagnostics)["distance"] < -0.3


def test_gaps_of_long_ago_are_no_alarm(japan: Situation) -> None:
    (asked,) = [q for q in japan.case.pack.diagnosis if q.name == "trade potential"]
    for year, severity in ((2005, 0.0), (2010, 1.0)):
        question = dataclasses.replace(asked, arguments={**asked.arguments, "year": year})
        (found,) = questions.answer(question)(japan, question)
        assert found.estimate is not None
        assert found.estimate < 0.5
        assert found.severity == severity


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("trade potential", {"country": "JAPAN"}, "D071"),
        ("trade potential", {"country": "JPN", "neighbours": "USA CAN"}, "L042"),
        ("trade potential", {"country": "JPN", "neighbours": [["USA"]]}, "L042"),
        ("trade potential", {"country": "JPN"}, "L042"),  # no unit of money, no year
        ("trade potential", {"country": "JPN", "flows": "flow"}, "L047"),
        ("trade partners", {"table": "partners", "column": "imports"}, "D071"),
        ("openness", {"exports": "EXP", "imports": "IMP"}, "L042"),
    ],
)
def test_faults(name: str, given: dict[str, object], code: str, japan: Situation) -> None:
    question = Question(name, {"flows": "flows", "distances": "distances", **given})
    with pytest.raises(TinbergenError) as caught:
        list(questions.answer(question)(japan, question))
    assert caught.value.code == code


def test_too_short_to_say(situation: Situation) -> None:
    data = Dataset.of(Period.parse("2000"), {n: np.array([1.0]) for n in "XMY"})
    there = dataclasses.replace(situation, data=data)
    with pytest.raises(TinbergenError) as caught:
        answer(there, "openness", {}, exports="X", imports="M", output="Y")
    assert caught.value.code == "F050"
