"""Questions made from findings."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tinbergen.core.text import Text
from tinbergen.text.ask.examples import examples, questions_of, topic_of
from tinbergen.text.ask.passages import Passage
from tinbergen.text.ask.retrieve import terms_of, told
from tinbergen.text.repeats import words_of

HERE = Path(__file__).parent


def passage(key: str, title: str, said: str, period: str = "2009Q1") -> Passage:
    return Passage(f"finding-{key}", key, period, Text(title, title), Text(said, said))


def report(name: str) -> tuple[Passage, ...]:
    rows = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return tuple(Passage(r["id"], r["key"], r["period"], Text(**r["title"]),
                         Text(**r["statement"])) for r in rows)  # fmt: skip


def alike(texts: list[str]) -> np.ndarray:
    return np.ones((len(texts), 1))


REPORTS = [report("uk-2012"), report("us-crisis")]


@pytest.mark.parametrize(
    ("key", "title", "said", "topic"),
    [
        ("diagnosis/diagnosis/output gap", "Output gap", "Output is low.", "output gap"),
        ("review/news/GDP@2009Q1", "GDP growth", "GDP growth in 2009Q1: 1", "GDP growth"),
        ("review/alarm/wire U@2009Q1", "Trip-wire: Unemployment", "…", "unemployment"),
        ("plan/target/U", "Target", "Target Unemployment: 5 is wanted, …", "unemployment"),
        ("plan/instrument/r", "Instrument", "use of Policy rate, by the plan: 1", "policy rate"),
        ("plan/verdict", "The plan's verdict", "All is met.", ""),
        ("evaluation/effect/plan on U",
         "Effect of the plan, had it been carried out on Unemployment", "…", "unemployment"),
        ("evaluation/effect/outturn on U",
         "Effect of the policy actually followed on Jobs on farms", "…", "jobs on farms"),
    ],
)  # fmt: skip
def test_what_a_passage_is_about(key: str, title: str, said: str, topic: str) -> None:
    given = passage(key, title, said)
    assert topic_of(given) == topic
    asked = questions_of(given)
    # Each kind has templates of its own; what they ask names the topic and, of a review, the date.
    assert len(set(asked)) == len(asked) >= 2 and all(topic in question for question in asked)
    assert all("2009Q1" in question for question in asked) is ("review" in key)


def test_findings_are_asked_in_their_own_words_too() -> None:
    given = passage("diagnosis/diagnosis/x", "Growth", "Demand fell faster than supply: 2 and 3.")
    asked = questions_of(given, ["demand", "supply", "faster"])
    assert "What about demand and supply?" in asked
    assert "Is it true that demand fell faster than supply?" in asked
    # A number is never put into a question's mouth.
    with_number = passage("diagnosis/diagnosis/x", "Growth", "Demand fell by 2 points in all: 3.")
    assert not any("fell" in question for question in questions_of(with_number))


def test_each_question_stands_with_what_answers_it_and_what_does_not() -> None:
    found = examples(REPORTS, alike, seed=1)
    questions = {(e.report, e.question) for e in found}
    answered = {(e.report, e.question): e.passage for e in found if e.answers}
    assert 0.15 < 1 - len(answered) / len(questions) < 0.3
    for place, question in questions:
        beside = [e.passage for e in found if (e.report, e.question) == (place, question)]
        assert all(p in REPORTS[place] for p in beside)
        right = answered.get((place, question))
        if right is not None:
            assert right in beside and question in questions_of(right, _telling(right, place))
            others = [p for p in beside if p != right]
            assert len(others) == 2 and all(topic_of(p) != topic_of(right) or
                                            p.key.split("/")[1] != right.key.split("/")[1]
                                            for p in others)  # fmt: skip
    # Of what nothing answers, a word at least stands nowhere in the report.
    for place, question in questions - answered.keys():
        here = {t for text in told(REPORTS[place], "en") for t in terms_of(text)}
        assert not set(terms_of(question)) <= here
    # Reviews repeat themselves over periods: few of each kind are asked.
    reviews = [p for (place, _), p in answered.items() if place == 0 and "review/news" in p.key]
    assert len(reviews) == 4 < sum("review/news" in p.key for p in REPORTS[0])


def _telling(right: Passage, place: int) -> list[str]:
    """Its long words that stand nowhere else, counted anew."""
    others = [
        set(words_of(text))
        for p, text in zip(REPORTS[place], told(REPORTS[place], "en"), strict=True)
        if p is not right
    ]
    own = dict.fromkeys(words_of(told([right], "en")[0]))
    return [w for w in own if len(w) > 5 and w.isalpha() and not any(w in o for o in others)]  # fmt: skip


def test_the_same_seed_makes_the_same_questions() -> None:
    first, again, other = (
        [(e.question, e.passage.id, e.answers) for e in examples(REPORTS, alike, seed=s)]
        for s in (3, 3, 4)
    )
    assert first == again != other


def test_templates_are_none_of_the_questions_that_are_asked() -> None:
    asked = set()
    for file in ("test.csv", "calibration.csv"):
        with (HERE / file).open(encoding="utf-8") as stream:
            asked |= {row["question"] for row in csv.DictReader(stream)}
    assert not asked & {e.question for e in examples(REPORTS, alike, seed=0, each=20)}
