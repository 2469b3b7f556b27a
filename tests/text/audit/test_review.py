"""The review queue: what is put to people, and a log that shows every change."""

import json
import multiprocessing
import os

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.audit.review import HEAD, LOG, ask, decide, doubtful, read_reviews

pytest.importorskip("sklearn")
NAMES = ("hawkish", "dovish")
DOUBTS = (("Rates rise", "hawkish", 0.5, "unsure"), ("降息", "dovish", 0.9, "moved"))


def test_asked_decided_and_decided_again(tmp_path) -> None:
    assert read_reviews(tmp_path).items == ()
    found = ask(tmp_path, [*DOUBTS, DOUBTS[0]])
    assert [i.text for i in found.waiting] == ["Rates rise", "降息"] and found.overruled == 0
    assert len(ask(tmp_path, DOUBTS).items) == 2
    found = decide(tmp_path, 1, "dovish", "A. Reader", NAMES, "read twice")
    assert found.items[0].decision.by == "A. Reader" and found.overruled == 1
    found = decide(tmp_path, 1, "hawkish", "B. Reader", NAMES)
    assert found.items[0].decision.label == "hawkish" and found.overruled == 0
    # Both decisions are kept, and what was decided may be asked again.
    assert len((tmp_path / LOG).read_text().splitlines()) == 4
    assert len(ask(tmp_path, DOUBTS).items) == 3
    assert found.to_frame()["decided"].dropna().tolist() == ["hawkish"]


def test_wrong_decisions(tmp_path) -> None:
    ask(tmp_path, DOUBTS)
    for number in (0, 3):
        with pytest.raises(TinbergenError, match="T172"):
            decide(tmp_path, number, "dovish", "x", NAMES)
    with pytest.raises(TinbergenError, match="T160"):
        decide(tmp_path, 1, "dovesh", "x", NAMES)


@pytest.mark.parametrize("how", ["changed", "taken", "moved", "forged", "torn"])
def test_a_line_that_was_touched_is_named(tmp_path, how) -> None:
    ask(tmp_path, DOUBTS)
    decide(tmp_path, 1, "dovish", "A", NAMES)
    lines = (tmp_path / LOG).read_text().splitlines()
    at = 2
    if how == "changed":
        lines[1] = lines[1].replace("dovish", "hawkish")
    elif how == "taken":
        del lines[1]
    elif how == "moved":
        lines[1], lines[2] = lines[2], lines[1]
    elif how == "forged":
        told = json.loads(lines[1])
        lines.append(json.dumps(told | {"label": "hawkish"}))
        at = 4
    else:
        lines[1] = lines[1][:-5]
    (tmp_path / LOG).write_text("\n".join(lines) + "\n")
    with pytest.raises(TinbergenError, match="T170") as fault:
        read_reviews(tmp_path)
    assert fault.value.at.line == at


def test_lines_taken_from_the_end_and_a_head_that_was_touched(tmp_path) -> None:
    ask(tmp_path, DOUBTS)
    lines = (tmp_path / LOG).read_text().splitlines()
    (tmp_path / LOG).write_text(lines[0] + "\n")
    with pytest.raises(TinbergenError, match="T171"):
        read_reviews(tmp_path)
    (tmp_path / LOG).unlink()
    with pytest.raises(TinbergenError, match="T171"):
        ask(tmp_path, DOUBTS)
    (tmp_path / LOG).write_text("\n".join(lines) + "\n")
    head = (tmp_path / HEAD).read_text()
    (tmp_path / HEAD).write_text(head.replace("2", "1", 1))
    with pytest.raises(TinbergenError, match="T171"):
        read_reviews(tmp_path)
    (tmp_path / HEAD).unlink()
    with pytest.raises(TinbergenError, match="T171"):
        read_reviews(tmp_path)


def test_a_kill_between_log_and_head_loses_nothing(tmp_path) -> None:
    ask(tmp_path, DOUBTS[:1])
    head = (tmp_path / HEAD).read_bytes()
    ask(tmp_path, DOUBTS)
    (tmp_path / HEAD).write_bytes(head)
    assert len(read_reviews(tmp_path).items) == 2


def test_what_is_doubtful(says) -> None:
    model = says("japan")
    texts = ["japan grew", "nothing", "Growth in Japan"]
    sure = doubtful(model, texts, unsure=0.6)
    assert [(d[0], d[3]) for d in sure] == [("japan grew", "moved"), ("Growth in Japan", "moved")]
    all_of_them = doubtful(model, texts, unsure=1.0)
    assert [d[3] for d in all_of_them] == ["unsure"] * 3


def test_texts_with_ends_of_lines_of_their_own(tmp_path) -> None:
    text = "Rates\u2028rise\x85\nagain"
    ask(tmp_path, [(text, "hawkish", 0.5, "unsure")])
    found = decide(tmp_path, 1, "dovish", "A", NAMES, "so\u2029it is")
    assert (found.items[0].text, found.items[0].decision.note) == (text, "so\u2029it is")


def test_half_a_character_does_not_reach_the_log(tmp_path) -> None:
    ask(tmp_path, DOUBTS)
    for by, note in (("\udcff", ""), ("A", "\ud800")):
        with pytest.raises(TinbergenError, match="T730"):
            decide(tmp_path, 1, "dovish", by, NAMES, note)
    assert len(read_reviews(tmp_path).waiting) == 2


def test_two_who_write_at_once_break_nothing(tmp_path) -> None:
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    crowd = [context.Process(target=_put, args=(tmp_path, n)) for n in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(read_reviews(tmp_path).items) == 40


def _put(folder, number) -> None:
    for k in range(10):
        ask(folder, [(f"text {number} {k}", "hawkish", 0.5, "unsure")])
