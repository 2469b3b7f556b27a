"""Messages, word for word, in both languages."""

from collections.abc import Callable

import pytest

from tinbergen.core.errors import TinbergenError, catalogue
from tinbergen.model.macro import expand


def circle(path: str, asker: str) -> tuple[str, str]:
    return f'// {path}\n@#include "us.mod"\n', path


def missing(path: str, asker: str) -> tuple[str, str]:
    raise FileNotFoundError(path)


FAULTS: dict[str, tuple[str, str]] = {
    "character": ("M080", "@#define n = 3;\n"),
    "string_open": ("M081", '@#define co = "US\n'),
    "single_quotes": ("M082", "@#define co = 'US'\n"),
    "operand_missing": ("M083", "@#if n == \n@#endif\n"),
    "word_too_many": ("M083", "@#define n = 3 countries\n"),
    "bracket_open": ("M083", '@#define v = ["US", "EA"\n'),
    "function_without_call": ("M090", "@#define f(x) = x\n@{f}\n"),
    "second_index": ("M083", "@#define v = [[1]]\n@{v[1][1]}\n"),
    "two_loops_in_one": ("M083", "@{[ (i,j) for i in 1:2 for j in 1:2 ]}\n"),
    "equals": ("M084", "@#define n = 1\n@#if n = 1\n@#endif\n"),
    "loop_with_equals": ("M084", "@#for i = 1:3\n@#endfor\n"),
    "brace_open": ("M085", "y_@{co = 1;\n// } in the next line\n"),
    "brace_open_at_the_end": ("M085", "y_@{co"),
    "directive": ("M086", "x;\n  @#endfo\n"),
    "directive_without_word": ("M086", "@# \n"),
    "if_open": ("M087", "\n@#if 1\nx;\n@#for i in 1:2\n@#endfor\n"),
    "for_open": ("M087", "@#if 1\n  @#for i in 1:2\nx;\n"),
    "endif_without_if": ("M088", "x;\n@#endif\n"),
    "endfor_for_if": ("M088", "x;\n@#ifdef n\n@#endfor\n"),
    "second_else": ("M089", "@#if 1\n@#else\n@#elseif 1\n@#endif\n"),
    "variable": ("M090", '@#define countries = ["US"]\n@#for co in contries\n@#endfor\n'),
    "variable_in_loop": ("M090", "@#for co in 1:2\n  y_@{c};\n@#endfor\n"),
    "function": ("M091", "@{lenght([1])}\n"),
    "array_called": ("M091", "@#define v = [1, 2]\n@{v(1)}\n"),
    "arguments": ("M092", "@#define f(x, y) = x + y\n@{f(1)}\n"),
    "arguments_built_in": ("M092", "@{normpdf(1, 2)}\n"),
    "reserved": ("M093", "@#define max = 3\n"),
    "variable_and_function": ("M094", "@#define f(x) = x\n@#define f = 3\n"),
    "operator": ("M095", '@{"lag" + 1}\n'),
    "sign": ("M095", "@{-true}\n"),
    "in_string": ("M095", '@{"U" in "US"}\n'),
    "range_of_strings": ("M095", '@{"a":3}\n'),
    "function_of_string": ("M096", '@{exp("1")}\n'),
    "sum_of_strings": ("M096", '@{sum(["a"])}\n'),
    "condition": ("M097", '@#define co = "US"\n@#if co\n@#endif\n'),
    "out_of_range": ("M098", '@#define v = ["US", "EA"]\n@#for i in 1:3\n@{v[i]}\n@#endfor\n'),
    "index_not_whole": ("M099", "@#define v = [1, 2]\n@{v[1.5]}\n"),
    "index_of_real": ("M100", "@#define n = 3\n@{n[1]}\n"),
    "cast": ("M101", '@{(real) "8.8 in a string"}\n'),
    "cast_of_array": ("M101", "@{(real) [6.6, 7.7]}\n"),
    "loop_over_real": ("M102", "@#define n = 3\n@#for i in n\n@#endfor\n"),
    "element_of_other_length": ("M103", "@#for (i, j) in [(1, 2), (1, 2, 3)]\n@#endfor\n"),
    "element_without_parts": ("M103", "@#for (i, j) in [1, 2]\n@#endfor\n"),
    "loop_without_name": ("M104", "@#for (i, 1) in [(1, 2)]\n@#endfor\n"),
    "product_of_arrays": ("M105", "@{[[1]]*[2]}\n"),
    "array_power": ("M106", "@{[1, 2]^1.5}\n"),
    "power_chained": ("M107", "@{2^3^2}\n"),
    "file": ("M108", '@#includepath "parts"\n@#include "modeqs.mod"\n'),
    "include_refused": ("M109", '@#include "modeqs.mod"\n'),
    "circle": ("M110", '@#include "modeqs.mod"\n'),
    "error": ("M111", '@#define n = 3\n@#if n > 2\n@#error "at most 2 countries"\n@#endif\n'),
    "work": ("M114", "@#for i in 1:1e9\n@#endfor\n"),
    "output": ("M115", "@#for i in 1:1e5\n" + "y;\n" * 100 + "@#endfor\n"),
    "deep": ("M116", "@{" + "(" * 99 + "1" + ")" * 99 + "}\n"),
    "calls_itself": ("M116", "@#define f() = f()\n@{f()}\n"),
    "given": ("M117", "@{1}\n"),
    "out_of_sight": ("M118", "@#define g(x) = x^2\n@#define f(n) = g(n) + 1\n@{f(2)}\n"),
    "file_name": ("M119", "@#include 1\n"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str, golden: Callable[[str, str], None]) -> None:
    code, text = FAULTS[name]
    include = {"file": missing, "circle": circle, "file_name": missing}.get(name)
    defines = {"n": None} if name == "given" else None
    with pytest.raises(TinbergenError) as caught:
        expand(text, "us.mod", defines=defines, include=include)
    assert caught.value.code == code
    shown = f"{caught.value.render('en')}\n\n{caught.value.render('zh')}\n"
    assert "{" not in shown.replace("@{", "") or name == "character"
    golden(f"{name}.txt", shown)


def test_notes(golden: Callable[[str, str], None]) -> None:
    notes = expand('@#echo "two countries"\n@#echomacrovars\n', "us.mod").notes
    golden("notes.txt", "\n\n".join(n.render(lang) for n in notes for lang in ("en", "zh")) + "\n")


def test_every_message_of_the_macro_language_is_shown() -> None:
    own = {code for code in catalogue() if "M080" <= code <= "M119"}
    assert own == {code for code, _ in FAULTS.values()} | {"M112", "M113"}
