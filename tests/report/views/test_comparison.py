"""A comparison in words: what is said first, and that it says what the paths say."""

from __future__ import annotations

import dataclasses

import pytest

from tinbergen.core.documents.comparison import Comparison
from tinbergen.core.documents.cycle import Cycle
from tinbergen.core.documents.plan_record import Standing
from tinbergen.report import terminal
from tinbergen.report.faces import view
from tinbergen.report.views.comparison_gist import digits_of, gist, results


@pytest.fixture
def higher(cycle: Cycle) -> Comparison:
    """A plan against one whose interest rate is half a point lower, and so are its rules."""
    plan = cycle.plan

    def raised(group):
        return tuple(
            dataclasses.replace(s, values=tuple(v + 0.5 for v in s.values)) if s.name == "r" else s
            for s in group
        )

    moved = plan.replace(
        instruments=raised(plan.instruments),
        baseline_instruments=raised(plan.baseline_instruments),
    )
    return moved - plan


def test_the_first_sentence_tells_where_instruments_are_set(higher: Comparison) -> None:
    """Not how far they are from rules, which are higher too."""
    said = gist(higher)
    assert said.en.startswith("Nothing that the documents tell of was put in otherwise; its plan")
    assert "short-term interest rate 0.50 percentage points higher" in said.en
    assert "短期利率高出0.50 个百分点" in said.zh
    (move,) = (n for n in higher.of("move") if n.name == "r")
    assert move.change == pytest.approx(0.0)


def test_other_recommendations_come_first(cycle: Cycle) -> None:
    first = cycle.plan.start
    worse = Standing(first, first, 9, 2.0, 2.0, 1.0, 1.0, 0.5, 1.5)
    assert worse.better is False
    other = cycle.plan.replace(record=worse)
    assert "A recommends its plan, B recommends that the rules go on" in gist(other - cycle.plan).en
    found = other - other.replace(loss=1.0)
    assert "its instruments are set alike" in gist(found).en
    assert gist(cycle.plan - cycle.plan).en.endswith("nothing that came out differs.")


def test_rows_tell_b_instead_of_a(cycle: Cycle) -> None:
    plan = cycle.plan
    aim = plan.attainment[1]
    assert aim.probability is not None
    worse = dataclasses.replace(aim, probability=aim.probability - 0.2)
    found = plan.replace(attainment=(plan.attainment[0], worse, *plan.attainment[2:])) - plan
    rows = {label.en: said for label, said in results(found)}
    a, b = 100 * aim.probability, 100 * worse.probability
    assert (
        rows["Chance of meeting the target"]("en")
        == f"Unemployment rate {b:.0f}% instead of {a:.0f}%."
    )


def test_the_page_says_its_sign_and_what_does_not_compare(cycle: Cycle) -> None:
    plan = cycle.plan
    fewer = plan.replace(instruments=plan.instruments[1:])
    for lang, sign, left in (("en", "B less A", "Only in A"), ("zh", "B 减 A", "仅 A 有")):
        shown = terminal.text(view(fewer - plan), lang)
        assert sign in shown
        assert left in shown


def test_digits() -> None:
    assert [digits_of([v]) for v in (1234.0, -4.4, 0.4, 0.0007, 0.0)] == [0, 1, 2, 5, 2]
