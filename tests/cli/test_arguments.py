"""Values as they are written on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.cli import arguments
from tinbergen.core.errors import TinbergenError


def code_of(call: object, *args: object) -> str:
    with pytest.raises(TinbergenError) as caught:
        call(*args)  # type: ignore[operator]
    return caught.value.code


def test_common_options_stand_anywhere() -> None:
    said = arguments.common(["--lang", "zh", "forecast", "--json", "x.csv", "--debug"])
    assert (said.as_json, said.debug, said.lang) == (True, True, "zh")
    assert said.rest == ("forecast", "x.csv")


def test_words_after_a_double_dash_are_left_alone() -> None:
    said = arguments.common(["forecast", "--lang=zh", "--", "--json"])
    assert said.lang == "zh"
    assert not said.as_json
    assert said.rest == ("forecast", "--", "--json")


def test_a_language_without_a_value() -> None:
    assert code_of(arguments.common, ["demo", "--lang"]) == "U006"


@pytest.mark.parametrize(
    ("said", "environment", "language"),
    [
        (None, "", "en"),
        (None, "zh", "zh"),
        (None, "zh_CN.UTF-8", "zh"),
        (None, "EN-gb", "en"),
        ("zh", "en", "zh"),
        ("EN", "zh", "en"),
    ],
)
def test_language(
    monkeypatch: pytest.MonkeyPatch, said: str | None, environment: str, language: str
) -> None:
    monkeypatch.setenv("TINBERGEN_LANG", environment)
    assert arguments.language(said) == language


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "de_DE.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "TINBERGEN_LANG": "en"}, "en"),
    ],
)
def test_the_systems_language(
    monkeypatch: pytest.MonkeyPatch, system: dict[str, str], language: str
) -> None:
    for name in ("TINBERGEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in system.items():
        monkeypatch.setenv(name, value)
    assert arguments.language(None) == language


def test_unknown_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINBERGEN_LANG", "fr_FR")
    assert code_of(arguments.language, None) == "U008"
    assert code_of(arguments.language, "de") == "U008"


@given(st.integers(-50, 50))
def test_whole_numbers(value: int) -> None:
    if 1 <= value <= 12:
        assert arguments.whole("--horizon", str(value), 1, 12) == value
    else:
        assert code_of(arguments.whole, "--horizon", str(value), 1, 12) == "U007"


@pytest.mark.parametrize("text", ["", "x", "1.5", "1e3", "nan"])
def test_no_whole_number(text: str) -> None:
    assert code_of(arguments.whole, "--horizon", text, 1, 12) == "U007"


@pytest.mark.parametrize("text", ["0", "1", "x", "nan", "inf", "-0.5"])
def test_no_probability(text: str) -> None:
    assert code_of(arguments.real, "--level", text, 0, 1) == "U011"


def test_names_in_one_option_or_several() -> None:
    assert arguments.names("--x", ["C,I", " G , C", ""]) == ["C", "I", "G"]
    assert arguments.names("--x", ["log(C),d(r),C(-1)"]) == ["log(C)", "d(r)", "C(-1)"]
    assert arguments.names("--x", None) == []


@pytest.mark.parametrize("text", ["", ",", " , "])
def test_no_names(text: str) -> None:
    assert code_of(arguments.names, "--x", [text]) == "U006"


def test_sample() -> None:
    span = arguments.sample("--sample", "1961Q1:2008Q3")
    assert (str(span.start), str(span.end)) == ("1961Q1", "2008Q3")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1961", "U012"),
        ("1961:1962:1963", "U012"),
        ("1962:1961", "U012"),
        (":1961", "C001"),
        ("1961:1962Q1", "C002"),
    ],
)
def test_no_sample(text: str, code: str) -> None:
    assert code_of(arguments.sample, "--sample", text) == code


@given(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]*", fullmatch=True),
    st.floats(-1e50, 1e50),
    st.booleans(),
)
def test_settings_are_read_as_written(name: str, value: float, add: bool) -> None:
    found = arguments.setting(f"{name}{'+=' if add else '='}{value!r}")
    assert (found.name, found.value, found.add) == (name, value, add)
    assert arguments.setting(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "G",
        "G=",
        "=1",
        "G=x",
        "G=nan",
        "G=inf",
        "G-=1",
        "G 1",
        "G=1@",
        "G=1@2001:2000",
        "G=1@2000:2001:2002",
        "G@2000=1",
    ],
)
def test_no_setting(text: str) -> None:
    assert code_of(arguments.setting, text) == "U013"


@given(st.integers(1950, 2050), st.integers(0, 40), st.booleans())
def test_stretches_are_read_as_written(first: int, more: int, spaced: bool) -> None:
    last = f":{first + more}Q2" if more else ""
    blank = " " if spaced else ""
    text = f"G{blank}={blank}-2.5{blank}@{blank}{first}Q2{last}"
    for read in (arguments.setting, arguments.addition, arguments.fixed):
        found = read(text)
        assert found.stretch is not None
        assert (found.value, found.stretch.length) == (-2.5, 4 * more + 1)
        assert read(str(found)) == found


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (arguments.addition, "G", "U060"),
        (arguments.addition, "G+=1", "U060"),
        (arguments.addition, "G=2e50", "U060"),
        (arguments.addition, "G=1@2001:2000", "U060"),
        (arguments.addition, "G=1@2001:2002Q1", "C002"),
        (arguments.addition, "G=1@then", "C001"),
        (arguments.fixed, "G=1", "U061"),
        (arguments.fixed, "G+=1@2001", "U061"),
        (arguments.fixed, "G=nan@2001", "U061"),
    ],
)
def test_no_addition_and_nothing_fixed(read: object, text: str, code: str) -> None:
    assert code_of(read, text) == code


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf", "1e7"])
def test_no_time(text: str) -> None:
    assert code_of(arguments.seconds, text) == "U011"


def test_time() -> None:
    assert arguments.seconds("1.5") == 1.5
    assert arguments.seconds(None) is None
