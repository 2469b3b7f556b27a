"""What texts say against the rule: only where the case's data have an index, and what it rests on."""

import dataclasses

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.macro.questions import QUESTIONS, answer_policy_rate
from tinbergen.loop.case import cases
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation, assess

ASK = Question("text stance")


@pytest.fixture(scope="module")
def there() -> Situation:
    return assess(dataclasses.replace(cases.load("us-2008"), draws=20))


def asked(there: Situation, **series: np.ndarray) -> list:
    data = there.data.assign(**series) if series else there.data
    return list(QUESTIONS["text stance"](dataclasses.replace(there, data=data), ASK))


def index_of(there: Situation, last: float = 2.0, known: int = 40) -> np.ndarray:
    values = np.full(there.data.span.length, np.nan)
    values[-known:] = np.resize([0.1, -0.1], known)
    values[-1] = last
    return values


def test_it_is_not_asked_of_data_without_an_index(there) -> None:
    assert asked(there) == []


def test_words_and_rate_are_told_side_by_side(there) -> None:
    index = index_of(there)
    (found,) = asked(there, STANCE=index, STANCE_LOWER=index - 0.1, STANCE_UPPER=index + 0.1)
    record = index[-40:]
    assert found.estimate == pytest.approx((2 - record.mean()) / record.std())
    assert found.interval.upper - found.estimate == pytest.approx(0.1 / record.std())
    # The distance from the rule is that of the question on the rule.
    (rule,) = answer_policy_rate(there, Question("policy rate"))
    assert dict(found.diagnostics)["rate less rule"] == pytest.approx(rule.estimate)
    assert rule.estimate < 0 and "opposite ways" in found.statement.en
    assert "方向相反" in found.statement.zh and found.severity == 0
    (other,) = asked(there, STANCE=-index)
    assert "the same way" in other.statement.en and other.interval is None


def test_an_index_that_is_short_or_old_tells_nothing(there) -> None:
    with pytest.raises(TinbergenError, match="F050"):
        asked(there, STANCE=index_of(there, known=11))
    old = index_of(there)
    old[-4:] = np.nan
    assert asked(there, STANCE=old) == []
    old[-4] = 0.0
    assert len(asked(there, STANCE=old)) == 1
