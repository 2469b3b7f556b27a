"""Chains of sealed lines."""

import json

import pytest

from tinbergen.core.chain import ChainError, link, note, noted, unchain


def log(count: int, purpose: str = "a") -> str:
    text, last = "", ""
    for number in range(1, count + 1):
        line, last = link({"said": f"第{number}"}, number, last, purpose)
        text += line + "\n"
    return text


def test_what_was_written_is_read() -> None:
    lines, last = unchain(log(3), "a")
    assert [(line["n"], line["said"]) for line in lines] == [(1, "第1"), (2, "第2"), (3, "第3")]
    assert json.loads(log(3).splitlines()[2])["seal"] == last
    assert unchain("", "a") == ([], "")
    assert noted(note(3, "a"), "a") == 3


def test_what_ends_a_line_in_other_places_does_not_in_a_chain() -> None:
    text, seal = link({"said": "a\u2028b\x85c"}, 1, "", "a")
    assert unchain(text + "\n", "a")[0][0]["said"] == "a\u2028b\x85c" and "\u2028" in text
    with pytest.raises(ChainError) as found:
        unchain(f"{text}\n\n", "a")
    assert found.value.line == 2 and unchain(text, "a")[1] == seal


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda rows: [rows[0].replace("第1", "第9"), *rows[1:]], 1),
        (lambda rows: [rows[0], rows[2]], 2),
        (lambda rows: [*rows, rows[2]], 4),
        # Renumbered, so that only the chain tells.
        (lambda rows: [rows[0], json.dumps(json.loads(rows[2]) | {"n": 2})], 2),
        (lambda rows: [rows[0], "[]"], 2),
    ],
)
def test_where_a_chain_breaks(change, line) -> None:
    with pytest.raises(ChainError) as found:
        unchain("\n".join(change(log(3).splitlines())), "a")
    assert found.value.line == line


def test_a_line_or_a_note_of_another_log_is_none_of_this() -> None:
    with pytest.raises(ChainError):
        unchain(log(1, "b"), "a")
    assert noted(note(3, "b"), "a") is None
    assert noted("{}", "a") is None and noted('{"n": 3, "seal": "x"}', "a") is None
