"""The examples of the manual, section "Macro processing language" (Dynare 5.3 reference manual)."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.macro import expand


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1:4", "[1, 2, 3, 4]"),
        ("[1:4]", "[[1, 2, 3, 4]]"),
        ("6:-2.1:-1", "[6, 3.9, 1.8, -0.3]"),
        ("ln(exp(2))", "2"),
        ('"b" in ["a", "b", "c"]', "true"),
        ("[ i in 1:5 when mod(i,2) == 0 ]", "[2, 4]"),
        ("[ i^2 for i in 1:5 ]", "[1, 4, 9, 16, 25]"),
        ("[ i^2 for i in 1:5 when mod(i,2) == 0]", "[4, 16]"),
        ("[ (j, i+1) for (i,j) in (1:2)^2 ]", "[(1, 2), (2, 2), (1, 3), (2, 3)]"),
        ("[ (j, i+1) for (i,j) in (1:2)*(1:2) when i < j ]", "[(2, 2)]"),
        ("isboolean(0)", "false"),
        ("isboolean(true)", "true"),
        ('isreal("str")', "false"),
        ("(bool) -1.1", "true"),
        ("(bool) 0", "false"),
        ('(real) "2.2"', "2.2"),
        ("(tuple) [3.3]", "(3.3)"),
        ("(array) 4.4", "[4.4]"),
        ("(real) [5.5]", "5.5"),
        ("(bool) 0 && true", "false"),
        ('(real) "1" + 2', "3"),
        ("(string) (3 + 4)", "7"),
        ("(array) 5 + (array) 6", "[5, 6]"),
        ("exp(log(5)) == 5", "false"),
        ("exp(log(5)) > 5-1e-14 && exp(log(5)) < 5+1e-14", "true"),
    ],
)
def test_expressions(expression: str, expected: str) -> None:
    assert expand(f"@{{{expression}}}", "a.mod").text == expected


@pytest.mark.parametrize("expression", ["(real) [6.6, 7.7]", '(real) "8.8 in a string"'])
def test_casts_that_fail(expression: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        expand(f"@{{{expression}}}", "a.mod")
    assert caught.value.code == "M101"


DEFINITIONS = """\
@#define var                      // 1
@#define x = 5
@#define y = "US"
@#define v = [ 1, 2, 4 ]
@#define w = [ "US", "EA" ]
@#define u = [ 1, ["EA"] ]
@#define z = 3 + v[2]
@#define t = ("US" in w)
@#define f(x) = " " + x + y
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var", "1"), ("x", "5"), ("y", "US"), ("v", "[1, 2, 4]"), ("w", "[US, EA]"),
        ("u", "[1, [EA]]"), ("z", "5"), ("t", "true"), ('f("a")', " aUS"),
    ],
)  # fmt: skip
def test_definitions(expression: str, expected: str) -> None:
    assert expand(f"{DEFINITIONS}@{{{expression}}}", "a.mod").text == expected


def test_a_function_is_computed_when_it_is_called() -> None:
    text = """\
@#define x = 1
@#define y = [ "B", "C" ]
@#define i = 2
@#define f(x) = x + " + " + y[i]
@#define i = 1
A = @{y[i] + f("D")};
"""
    assert expand(text, "a.mod").text == "A = BD + B;\n"


RULES = """\
@#define linear_rule = false // 0 would be treated the same
{directive} linear_rule
 i = w*i(-1);
@#else
 i = i(-1)^w;
@#endif
"""


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ("@#if", " i = i(-1)^w;\n"),
        ("@#ifdef", " i = w*i(-1);\n"),
        ("@#ifndef", " i = i(-1)^w;\n"),
        ("@#if !defined(other) && !", " i = w*i(-1);\n"),
    ],
)
def test_conditions(directive: str, expected: str) -> None:
    assert expand(RULES.format(directive=directive), "a.mod").text == expected


LOOP = """\
@#for {header}
 {body};
@#endfor
"""


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        ('c in [ "home", "foreign" ]', "Y_@{c} = K_@{c}^a", ["Y_home = K_home^a",
                                                              "Y_foreign = K_foreign^a"]),
        ('(i, j) in ["Y"] * ["h", "f"]', "@{i}_@{j} = A*K_@{j}", ["Y_h = A*K_h", "Y_f = A*K_f"]),
        ('c in ["US", "FR", "JA"] when c != "US"', "i_@{c}", ["i_FR", "i_JA"]),
        ("r in [ 0.8, 0.9, 1]", "rho = @{r}", ["rho = 0.8", "rho = 0.9", "rho = 1"]),
    ],
)  # fmt: skip
def test_loops(header: str, body: str, expected: list[str]) -> None:
    found = expand(LOOP.format(header=header, body=body), "a.mod").text
    assert found == "".join(f" {line};\n" for line in expected)


def test_a_moving_average() -> None:
    text = """\
@#define window = 2
MA_x = @{1/(2*window+1)}*(
@#for i in -window:window
        +x(@{i})
@#endfor
       );
"""
    terms = "".join(f"        +x({i})\n" for i in range(-2, 3))
    assert expand(text, "a.mod").text == f"MA_x = 0.2*(\n{terms}       );\n"


def test_many_countries() -> None:
    text = """\
@#define countries = [ "US", "EA", "JP" ]
@#define nth_co = "US"
@#for co in countries
@#if co != nth_co
 R_@{co} = R_@{nth_co}*S_@{co}(+1)/S_@{co}; // parity
@#else
 S_@{co} = 1;
@#endif
@#endfor
"""
    assert expand(text, "a.mod").text.split("\n") == [
        " S_US = 1;",
        " R_EA = R_US*S_EA(+1)/S_EA; // parity",
        " R_JP = R_US*S_JP(+1)/S_JP; // parity",
        "",
    ]


def test_a_parameter_made_endogenous() -> None:
    files = {
        "modeqs.mod": "@#if steady\nvar alpha;\n@#else\nparameters alpha;\n@#endif\n",
    }
    for steady, expected in [(1, "var alpha;\n"), (0, "parameters alpha;\n")]:
        text = f'@#define steady = {steady}\n@#include "modeqs.mod"\n'
        found = expand(text, "a.mod", include=lambda path, _: (files[path], path))
        assert found.text == expected
