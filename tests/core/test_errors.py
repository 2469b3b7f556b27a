"""How faults are told: the place, the caret, the words in both languages."""

import copy
import pickle
import re
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinbergen
from tinbergen.core.errors import (
    Advice,
    Location,
    TinbergenError,
    catalogue,
    did_you_mean,
    together,
)
from tinbergen.core.text import Text

HOME = Path(tinbergen.__path__[0])
MESSAGES = {
    str(path.relative_to(HOME)): tomllib.loads(path.read_text(encoding="utf-8"))
    for path in HOME.rglob("*.toml")
}
CODES = sorted((file, code) for file, entries in MESSAGES.items() for code in entries)
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in HOME.rglob("*.py"))
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def placeholders(texts: dict[str, str]) -> set[str]:
    """Names in braces; a pair such as ``kind_en`` and ``kind_zh`` is one fact in two languages."""
    found = set()
    for text in texts.values():
        found |= {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return {re.sub(r"(^|_)(en|zh)$", "", name) for name in found}


@pytest.mark.parametrize(("file", "code"), CODES)
def test_every_message_is_whole_in_both_languages(file: str, code: str) -> None:
    entry = MESSAGES[file][code]
    assert set(entry) == {"en", "zh"}
    for lang in ("en", "zh"):
        assert set(entry[lang]) == {"title", "cause", "fix"}
        assert all(text.strip() == text and text for text in entry[lang].values())
        assert all(bool(CHINESE.search(text)) == (lang == "zh") for text in entry[lang].values())
    assert placeholders(entry["en"]) == placeholders(entry["zh"])


@pytest.mark.parametrize(("file", "code"), CODES)
def test_every_message_can_be_raised(file: str, code: str) -> None:
    assert f'"{code}"' in SOURCE


def test_codes_are_unique_and_known() -> None:
    assert len(CODES) == len({code for _, code in CODES}) == len(catalogue())
    raised = set(re.findall(r'(?:TinbergenError|Advice)\(\s*"([A-Z]\d{3})"', SOURCE))
    assert raised <= {code for _, code in CODES}


def test_excerpt_puts_the_caret_below_the_column() -> None:
    where = Location("us.mod", 12, 7, "C = a0 + a1*p;\n")
    margin, below = where.excerpt().split("\n")
    assert margin == "   12 | C = a0 + a1*p;"
    assert below.index("^") - below.index("|") - 2 == 6
    assert str(where) == "us.mod:12:7"


@given(st.text(alphabet="ab c\t+消费，（", min_size=1, max_size=30), st.data())
def test_caret_stands_below_its_character_whatever_stands_before(
    line: str, data: st.DataObject
) -> None:
    """Chinese characters fill two cells of a terminal, so the caret counts cells."""
    column = data.draw(st.integers(1, len(line)))
    shown, below = Location("a.mod", 3, column, line + "\r\n").excerpt().split("\n")
    assert "\r" not in shown
    cells = sum(2 if ord(c) > 0x2E7F else 1 for c in line[: column - 1])
    assert below == "      | " + " " * cells + "^"


def test_excerpt_without_a_column_or_a_line() -> None:
    assert Location("a.mod", 3, None, "x = 1;").excerpt() == "    3 | x = 1;"
    assert Location("a.mod", None, None, "x = 1;").excerpt() == ""
    assert Location("a.mod", 3).excerpt() == ""
    assert str(Location("a.mod")) == "a.mod"
    assert str(Location("a.mod", 3)) == "a.mod:3"


def test_rendering_tells_code_place_cause_fix_and_hint() -> None:
    at = Location("us.mod", 2, 5, "y = consmption;")
    fault = TinbergenError("M004", at=at, hint="consumption", name="consmption")
    assert fault.render("en").splitlines() == [
        "error[M004] us.mod:2:5: 'consmption' is not declared",
        "    2 | y = consmption;",
        "      |     ^",
        "  cause: Every name must be declared by var, varexo or parameters before it is used.",
        "  fix: Declare it, or correct the spelling.",
        "  did you mean: consumption",
    ]
    chinese = fault.render("zh").splitlines()
    assert chinese[0] == "错误[M004] us.mod:2:5: “consmption”未声明"
    assert [line.split(":")[0].strip() for line in chinese[3:]] == ["原因", "解决", "是否想写"]
    assert str(fault) == fault.render("en")


def test_machine_form_has_the_same_facts() -> None:
    at = Location("us.mod", 2, 5, "y = consmption;")
    fault = TinbergenError("M004", at=at, hint="consumption", name="consmption")
    assert fault.to_dict("zh") == {
        "code": "M004",
        "message": fault.text("title", "zh"),
        "cause": fault.text("cause", "zh"),
        "fix": fault.text("fix", "zh"),
        "hint": "consumption",
        "file": "us.mod",
        "line": 2,
        "column": 5,
        "also": [],
    }
    bare = TinbergenError("C001", text="x").to_dict()
    assert (bare["file"], bare["line"], bare["column"], bare["hint"]) == (None, None, None, None)


def test_copies_and_pickles_are_the_same_fault() -> None:
    at = Location("us.mod", 2, 5, "y = consmption;")
    fault = TinbergenError("M004", at=at, hint="consumption", name="consmption")
    for other in (pickle.loads(pickle.dumps(fault)), copy.copy(fault), copy.deepcopy(fault)):
        assert other.to_dict("zh") == fault.to_dict("zh")
        assert str(other) == str(fault)


def test_a_phrase_among_the_facts_is_told_in_the_message_s_language() -> None:
    fault = TinbergenError("C003", document=Text("plan", "方案"), detail="x")
    assert "plan" in fault.text("title", "en")
    assert "方案" in fault.text("title", "zh")


def test_a_fact_that_is_missing_leaves_its_placeholder() -> None:
    assert TinbergenError("C001").text("title") == "'{text}' is not a period"


@given(st.text())
def test_facts_are_never_read_as_templates(text: str) -> None:
    assert TinbergenError("C001", text=text).text("title") == f"'{text}' is not a period"


def test_advice_is_a_warning_of_the_same_anatomy() -> None:
    advice = Advice("C001", {"text": "soon"}, Location("a.csv", 3))
    assert advice.render("en").startswith("warning[C001] a.csv:3: 'soon' is not a period")
    assert advice.render("zh").startswith("警告[C001] a.csv:3: ")
    assert advice.hint is None


def test_did_you_mean() -> None:
    assert did_you_mean("consmption", ["investment", "Consumption"]) == "Consumption"
    assert did_you_mean("gdp", ["GDP"]) == "GDP"
    assert did_you_mean("xyz", ["GDP"]) is None
    assert did_you_mean("gdp", []) is None


def test_excerpts_of_long_lines_show_the_part_around_the_caret() -> None:
    where = Location("f.mod", 1, 901, "a" * 900 + "!" + "b" * 900)
    line, caret = where.excerpt().splitlines()
    assert len(line) < 220
    assert line[caret.index("^")] == "!"


def test_excerpts_do_not_steer_the_terminal() -> None:
    assert "\x1b" not in Location("f.mod", 1, 3, "a\x1b[2Jb").excerpt()


def test_faults_found_together_are_told_together() -> None:
    first, second = TinbergenError("M004", name="a"), TinbergenError("C001", text="b")
    both = together([first, second])
    assert (both.code, type(both), both.also) == ("M004", type(first), (second,))
    assert both.render("zh") == f"{first.render('zh')}\n{second.render('zh')}" and "'b'" in str(
        both
    )
    assert both.to_dict()["also"] == [
        {key: value for key, value in second.to_dict().items() if key != "also"}
    ]
    copied = pickle.loads(pickle.dumps(both))
    assert [str(f) for f in copied.also] == [str(second)]
