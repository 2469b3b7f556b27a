"""Model files as tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.model.dynare.lexer import Source, tokens
from tinbergen.model.dynare.tokens import Cursor


def texts(source: str) -> list[str]:
    return [t.text for t in tokens(Source("m.mod", source)) if t.kind != "end"]


def kinds(source: str) -> list[str]:
    return [t.kind for t in tokens(Source("m.mod", source))]


def test_kinds_of_tokens() -> None:
    assert kinds("c1 = .5e-3*x(-1); [name='a b'] $\\alpha$ <= !=") == [
        "name", "symbol", "number", "symbol", "name", "symbol", "symbol", "number", "symbol",
        "symbol", "symbol", "name", "symbol", "string", "symbol", "tex", "symbol", "symbol", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number", ["1", "1.", ".5", "1.5", "1e3", "1E-3", "1.5e+3", "1d3", "1.5D-3", "007"]
)
def test_numbers(number: str) -> None:
    assert texts(number) == [number]
    assert kinds(number) == ["number", "end"]


@pytest.mark.parametrize(
    "comment",
    ["// to the end\n", "% to the end\n", "/* over\n two lines */", "/* a // b % c */",
     "// /* not opened\n", "% 'not a string\n", "/**/", "/***/", "//\n"],
)  # fmt: skip
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
def test_comments_of_three_styles_are_passed_over(comment: str, end_of_line: str) -> None:
    source = f"a {comment}= b;".replace("\n", end_of_line)
    assert texts(source) == ["a", "=", "b", ";"]


def test_a_comment_may_end_the_file() -> None:
    assert texts("a; // end") == ["a", ";"]
    assert texts("a; % end") == ["a", ";"]


def test_what_looks_like_a_comment_inside_a_string_is_text() -> None:
    assert texts("[name='50% // of /* it']") == ["[", "name", "=", "'50% // of /* it'", "]"]


@given(
    st.lists(
        st.sampled_from(
            ["a", "Wp_1", "12", "3.5e2", "(", ")", "<=", "==", "^", "'s t'", "// x\n", "/*y*/"]
        ),
        max_size=30,
    ),
    st.sampled_from([" ", "\n", "\t", "\r\n"]),
)
def test_tokens_stand_where_they_say(words: list[str], blank: str) -> None:
    source = Source("m.mod", blank.join(words))
    found = tokens(source)
    wanted = [w for w in words if not w.startswith(("//", "/*"))]
    assert [t.text for t in found if t.kind != "end"] == wanted
    for token in found:
        assert source.text[token.at : token.at + len(token.text)] == token.text
        where = source.locate(token.at)
        assert where.line is not None
        assert where.column is not None
        lines = source.text.split("\n")
        assert lines[where.line - 1] == where.text
        assert where.text[where.column - 1 :].startswith(token.text.split("\n")[0])


def test_a_part_of_a_source_is_read_alone_and_located_in_the_whole() -> None:
    source = Source("m.mod", "one\n 'two three' four")
    at = source.text.index("two")
    found = tokens(source, at, at + len("two three"))
    assert [t.text for t in found] == ["two", "three", ""]
    assert str(source.locate(found[1].at)) == "m.mod:2:7"


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [("a = 'open;\nb", "M002", 5), ('a = "open;\nb', "M002", 5), ("a $\\alpha\nb", "M002", 3),
     ("a /* open", "M002", 3), ("a = ~b;", "M001", 5), ("café = 1;", "M001", 4),
     ("消费 = 1;", "M001", 1), ("a \\ b", "M001", 3)],
)  # fmt: skip
def test_what_is_no_token_is_told_with_its_place(source: str, code: str, column: int) -> None:
    with pytest.raises(TinbergenError) as fault:
        tokens(Source("m.mod", source))
    assert fault.value.code == code
    assert fault.value.at is not None
    assert (fault.value.at.line, fault.value.at.column) == (1, column)


def test_the_cursor_looks_takes_and_demands() -> None:
    cursor = Cursor(Source("m.mod", "a = 'x';"))
    assert cursor.at("b", "a")
    assert cursor.peek().text == "="
    assert cursor.peek(99).kind == "end"
    assert not cursor.take("=")
    assert cursor.advance().text == "a"
    assert cursor.take("=")
    assert cursor.demand_kind("string", "a text", "'='").text == "'x'"
    assert cursor.demand(";", "it").text == ";"
    assert cursor.advance().kind == cursor.advance().kind == "end"
    with pytest.raises(TinbergenError) as fault:
        cursor.demand(";", "the end")
    assert fault.value.code == "M003"


def test_a_string_is_not_the_symbol_it_quotes() -> None:
    cursor = Cursor(Source("m.mod", "';'"))
    assert not cursor.at("';'")
