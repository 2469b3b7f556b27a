"""The probability of a recession, its record, and what no date could have known."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.period import Period
from tinbergen.data.sources import us_quarterly
from tinbergen.domains.macro.recession import answer_recession_probability
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation, assess

QUESTION = Question("recession probability")


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess(dataclasses.replace(cases.load("us-now"), draws=20))


def asked(there: Situation, **changes: np.ndarray) -> list[Finding]:
    data = there.data.assign(**changes) if changes else there.data
    return list(answer_recession_probability(dataclasses.replace(there, data=data), QUESTION))


def test_it_beats_the_share_of_recessions(there: Situation) -> None:
    """Four recessions since 1984; the spread alone has an AUROC of .85 by months (Estrella and
    Trubin's probit), and the three together of .87 by quarters."""
    (found,) = asked(there)
    said = dict(found.diagnostics)
    assert said["AUROC"] == pytest.approx(0.87, abs=0.02)
    assert said["Brier"] < 0.8 * said["Brier of the share"]
    assert said["recessions"] == 4
    assert found.estimate == pytest.approx(18, abs=3)
    assert "4 recessions came" in found.statement.en


def test_what_is_not_dated_yet_is_not_used(there: Situation) -> None:
    state = np.array(there.data["RECESSION"])
    other = state.copy()
    other[-4:] = 1.0
    (before,), (after,) = asked(there), asked(there, RECESSION=other)
    assert before.estimate == after.estimate
    assert before.diagnostics == after.diagnostics


def test_without_skill_the_share_takes_its_place(there: Situation) -> None:
    # What came before recessions until 1985 comes after them since.
    spread = np.array(there.data["SPREAD"])
    spread[104:] *= -1
    level = np.exp(np.random.default_rng(2).normal(size=spread.size))
    (found,) = asked(there, SPREAD=spread, STARTS=level, CLAIMS=level[::-1])
    said = dict(found.diagnostics)
    assert said["Brier"] > said["Brier of the share"]
    assert found.estimate == pytest.approx(100 * said["share"])
    assert "no better than that share" in found.statement.en


def test_nothing_is_said_without_the_series_or_a_record(there: Situation) -> None:
    few = there.data.select([n for n in there.data if n != "SPREAD"])
    assert list(answer_recession_probability(dataclasses.replace(there, data=few), QUESTION)) == []
    for date in ("1974Q3", "1986Q4"):
        early = dataclasses.replace(there, data=there.data.until(Period.parse(date)))
        assert list(answer_recession_probability(early, QUESTION)) == []


def test_quarters_of_recession_are_those_of_the_bureau() -> None:
    data = us_quarterly()
    assert [data.at("RECESSION", q) for q in ("2007Q4", "2008Q1", "2009Q2", "2009Q3")] == [
        0,
        1,
        1,
        0,
    ]
    assert data["RECESSION"].sum() == 32
