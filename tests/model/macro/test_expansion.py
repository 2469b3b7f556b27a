"""Where lines come from, what is included, what is given from outside."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.model.macro import Expanded, Include, expand


def files(**texts: str) -> Include:
    """An include callback over texts; names end in .mod."""

    def include(path: str, asker: str) -> tuple[str, str]:
        assert asker.endswith(".mod")
        if path.removesuffix(".mod") not in texts:
            raise FileNotFoundError(path)
        return texts[path.removesuffix(".mod")], path

    return include


@given(st.text(alphabet="ab@{}#/*;\n\r \t", max_size=60))
def test_a_text_without_macros_is_unchanged(text: str) -> None:
    assume("@#" not in text and "@{" not in text)
    found = expand(text, "a.mod")
    assert found.text == text
    assert found.origin == tuple(("a.mod", k + 1) for k in range(len(text.split("\n"))))


@given(st.integers(0, 50), st.lists(st.sampled_from(["x;", "", " y@{i}"]), max_size=4))
def test_a_loop_over_n_gives_n_copies(n: int, body: list[str]) -> None:
    text = "".join(f"{line}\n" for line in body)
    found = expand(f"@#for i in 1:{n}\n{text}@#endfor\n", "a.mod")
    assert found.text == "".join(text.replace("@{i}", str(i)) for i in range(1, n + 1))
    assert found.origin[:-1] == tuple(("a.mod", 2 + k) for k in range(len(body))) * n


@st.composite
def sources(draw: st.DrawFn, name: str, depth: int, own: tuple[str, ...] = ()) -> str:
    """A file whose lines, but for directives, say where they stand."""
    lines: list[str] = []

    def block(depth: int) -> None:
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(["line", "two", "define", "for", "if", "include"]))
            here = f"{name}:{len(lines) + 1}"
            if kind == "line" or (depth == 0 and kind in ("for", "if")):
                lines.append(f"{here} @{{1}}")
            elif kind == "two":
                lines.extend([f"{here} @{{1 +", " 1} end"])
            elif kind == "define":
                lines.extend(["@#define z = [1, \\\\", " 2] // two"])
            elif kind == "include":
                lines.extend(f'@#include "{other}"' for other in own)
            else:
                head = {"for": "@#for i in 1:2", "if": "  @# if " + draw(st.sampled_from("01"))}
                lines.append(head[kind])
                block(depth - 1)
                if kind == "if" and draw(st.booleans()):
                    lines.append("@#else")
                    block(depth - 1)
                lines.append({"for": "@#endfor", "if": "@#endif"}[kind])

    block(depth)
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


@settings(max_examples=150)
@given(
    sources("a.mod", 3, ("b.mod", "c.mod")), sources("b.mod", 2, ("c.mod",)), sources("c.mod", 1)
)
def test_every_line_knows_where_it_comes_from(a: str, b: str, c: str) -> None:
    found = expand(a, "a.mod", include=files(b=b, c=c))
    lines = found.text.split("\n")
    assert len(lines) == len(found.origin)
    length = {"a.mod": a.count("\n"), "b.mod": b.count("\n"), "c.mod": c.count("\n")}
    for line, (name, number) in zip(lines, found.origin, strict=True):
        assert 1 <= number <= length[name] + 1
        if line:
            assert line.split()[0] == f"{name}:{number}"


def test_lines_of_a_value_come_from_its_interpolation() -> None:
    found = expand("x\n a@{s}b\ny", "a.mod", defines={"s": "1\n2\n"})
    assert found.text == "x\n a1\n2\nb\ny"
    assert [line for _, line in found.origin] == [1, 2, 2, 2, 3]


def test_a_text_of_directives_only_ends_at_its_end() -> None:
    assert expand("@#define x\n@#if x\n@#endif", "a.mod") == Expanded("", (("a.mod", 3),))


def test_carriage_returns_stay_where_they_are() -> None:
    text = "@#define x = 1 \\\\\r\n + 1\r\n@#if x == 2\r\na@{x};\r\n@#endif\r\nb\r\n"
    assert expand(text, "a.mod").text == "a2;\r\nb\r\n"


def test_names_are_built_inside_words_comments_and_strings() -> None:
    text = "@#define c = \"US\"\nC_@{c}x = 1; // @{c}\n/* @{c} */ [name='@{c}'] @ { c }\n"
    assert expand(text, "a.mod").text == "C_USx = 1; // US\n/* US */ [name='US'] @ { c }\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// @#define x = 2\n@{x}", "// @#define x = 2\n1"),
        ("% @#define x = 2\n@{x}", "% @#define x = 2\n1"),
        ("y @#define x = 2\n@{x}", "y @#define x = 2\n1"),
        ("/*\n@#define x = 2\n*/ @{x}", "/*\n*/ 2"),
    ],
)
def test_a_directive_begins_its_line(text: str, expected: str) -> None:
    """Even inside ``/* */``, where the manual advises against relying on it."""
    assert expand(text, "a.mod", defines={"x": 1}).text == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"), (3, "3"), (0.1, "0.1"), ("US", "US"), ([1, "a"], "[1, a]"),
        ((1, [True]), "(1, [true])"), (np.float64(2.5), "2.5"), (np.int64(2), "2"), (1e300, "1e+300"),
    ],
)  # fmt: skip
def test_values_from_outside(value: object, shown: str) -> None:
    assert expand("@{x}", "a.mod", defines={"x": value}).text == shown


def test_a_boolean_from_outside_is_no_number() -> None:
    assert expand("@{x == 1}", "a.mod", defines={"x": True}).text == "false"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("x", None, "M117"), ("x", {1: 2}, "M117"), ("in", 1, "M093"), ("a b", 1, "M093")],
)
def test_values_from_outside_that_are_refused(name: str, value: object, code: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        expand("@{1}", "a.mod", defines={name: value})
    assert caught.value.code == code


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(TinbergenError) as caught:
        expand("@{x}", "a.mod", defines={"x": endless})
    assert caught.value.code == "M117"


def test_an_included_file_shares_variables_and_ends_its_last_line() -> None:
    include = files(b="@#define z = y + 1\nb@{z}")
    found = expand('@#define y = 1\n@#include "b" + ".mod"\n@{z}', "a.mod", include=include)
    assert found.text == "b2\n2"
    assert found.origin == (("b.mod", 2), ("a.mod", 3))


def test_folders_are_searched_in_order_after_the_name_itself() -> None:
    asked: list[str] = []

    def include(path: str, asker: str) -> tuple[str, str]:
        asked.append(path)
        if path != "two/b.mod":
            raise FileNotFoundError(path)
        return "b\n", path

    text = '@#includepath "one"\n@#includepath "two"\n@#include "b.mod"\n@#include "b.mod"\n'
    found = expand(text, "a.mod", include=include)
    assert found.text == "b\nb\n"
    assert asked == ["b.mod", "one/b.mod", "two/b.mod", "b.mod", "one/b.mod"]
    assert found.origin[0] == ("two/b.mod", 1)


def test_a_missing_file_may_be_told_by_the_reader_of_files(tmp_path) -> None:
    (tmp_path / "b.mod").write_text("b\n")

    def include(path: str, asker: str) -> tuple[str, str]:
        return read_text(tmp_path / path), path

    assert expand('@#include "b.mod"\n', "a.mod", include=include).text == "b\n"
    with pytest.raises(TinbergenError) as caught:
        expand('@#include "c.mod"\n', "a.mod", include=include)
    assert caught.value.code == "M108"


def test_a_refusal_of_the_callback_is_told_with_its_place() -> None:
    def include(path: str, asker: str) -> tuple[str, str]:
        raise TinbergenError("C004", path=path, detail="refused")

    with pytest.raises(TinbergenError) as caught:
        expand('x\n@#include "../b.mod"\n', "a.mod", include=include)
    assert (caught.value.code, caught.value.at.line) == ("C004", 2)


def test_a_file_is_read_once_however_often_it_is_included() -> None:
    asked: list[str] = []

    def include(path: str, asker: str) -> tuple[str, str]:
        asked.append(path)
        return "b@{i}\n", path

    text = '@#for i in 1:100\n@#include "b.mod"\n@#endfor\n'
    assert expand(text, "a.mod", include=include).text.count("b") == 100
    assert asked == ["b.mod"]


@pytest.mark.parametrize(
    ("include", "code"),
    [
        (files(b='@#include "c.mod"\n', c='@#include "b.mod"\n'), "M110"),
        (lambda path, asker: (f'@#include "{path}x"\n', path), "M116"),
        (lambda path, asker: ("x" * 3_000_000 + f'\n@#include "{path}x"\n', path), "M115"),
        (files(), "M108"),
        (None, "M109"),
    ],
)
def test_includes_without_end(include: Include | None, code: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        expand('@#include "b.mod"\n', "a.mod", include=include)
    assert caught.value.code == code


def test_a_fault_in_an_included_file_is_told_there() -> None:
    with pytest.raises(TinbergenError) as caught:
        expand('\n@#include "b.mod"\n', "a.mod", include=files(b="b\n x @{nope}\n"))
    assert str(caught.value.at) == "b.mod:2:6"


def test_messages_of_the_file_are_noted() -> None:
    text = '@#for i in 1:2\n@#echo "step " + (string) i\n@#endfor\n@#echomacrovars(save) i\n'
    notes = expand(text, "a.mod").notes
    assert [note.text("title") for note in notes] == [
        "@#echo: step 1",
        "@#echo: step 2",
        "'@#echomacrovars' is passed over",
    ]
    assert [note.at.line for note in notes] == [2, 2, 4]


def test_what_dynare_writes_about_lines_is_passed_over() -> None:
    assert expand('@#line "b.mod" 12\nx\n', "a.mod").text == "x\n"


WORDS = st.sampled_from(
    ["@#if ", "@#endif\n", "@#for i in ", "@#endfor\n", "@#define x = ", "@{", "}", "\n", "x", "1",
     "[", "]", "(", ")", ",", ":", "+", "^", "==", " when ", " in ", '"a"', "@#else\n", "//", "\\\\"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_any_text_ends_in_a_text_or_in_a_fault_with_its_place(text: str) -> None:
    try:
        found = expand(text, "a.mod")
    except TinbergenError as fault:
        assert "M080" <= fault.code <= "M119"
        assert fault.at is not None and fault.at.file == "a.mod"
        assert 1 <= fault.at.line <= text.count("\n") + 1
    else:
        assert len(found.origin) == found.text.count("\n") + 1


def test_the_origin_serves_errors_found_later() -> None:
    found = expand("var c;\n@#for i in 1:3\nmodel_@{i} = 1;\n@#endfor\nend;\n", "a.mod")
    for word, line in [("model_3", 3), ("end;", 5)]:
        at = found.text.index(word)
        assert found.origin[found.text.count("\n", 0, at)] == ("a.mod", line)
