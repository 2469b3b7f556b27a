"""The same text as Dynare 5.3 makes.

``dynare_5_3_*.json`` hold what ``dynare-preprocessor file.mod savemacro=out.mod onlymacro`` of
Debian's package dynare 5.3-1 wrote for these inputs; null where it stopped with an error. Its
``-nan`` is written ``nan``. Dynare drops empty lines when it saves, so they are not compared.
"""

import json
from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.macro import expand

FOLDER = Path(__file__).parent
EXPRESSIONS = json.loads((FOLDER / "dynare_5_3_expressions.json").read_text(encoding="utf-8"))
TEXTS = json.loads((FOLDER / "dynare_5_3_texts.json").read_text(encoding="utf-8"))
PRELUDE = """\
@#define s="abcdef"
@#define v=[10,20,30]
@#define t=(10,20,30)
@#define m=[[1,2],[3,4]]
@#define x=5
@#define w=["ab","cd"]
@#define b=true
@#define f(x)=x+1
@#define g(x)=[x,x]
"""


def expanded(text: str) -> str | None:
    try:
        return expand(text, "q.mod").text
    except TinbergenError as fault:
        assert fault.at is not None and fault.at.line is not None
        return None


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS, ids=[e for e, _ in EXPRESSIONS])
def test_expression(expression: str, expected: str | None) -> None:
    found = expanded(f"{PRELUDE}@{{{expression}}}")
    assert found == expected


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[repr(t)[:60] for t, _ in TEXTS])
def test_text(text: str, expected: list[str] | None) -> None:
    found = expanded(text)
    lines = None if found is None else [line.rstrip("\r") for line in found.split("\n")]
    assert expected == (None if lines is None else [line for line in lines if line.strip()])


#: Where Dynare 5.3 does something that nobody can have wanted.
DEPARTURES = {
    "asin(1)": "1.5707963267949",  # it computes the arc tangent
    "s[7]": "M098",  # it finds an empty seventh of six characters
    "1d3": "M083",  # it reads an exponent with d, and passes over it
    'length("é")': "1",  # it counts bytes
}


@pytest.mark.parametrize(("expression", "expected"), DEPARTURES.items())
def test_departures_from_dynare(expression: str, expected: str) -> None:
    try:
        found = expand(f"{PRELUDE}@{{{expression}}}", "q.mod").text
    except TinbergenError as fault:
        found = fault.code
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "@#define y=7\n@#define h(x)=x*x\n@#define q(y)=h(y)+1\n@{q(2)}",
        "@#define i=7\n@#define h(x)=x*x\n@#define q(n)=[ h(i) for i in 1:n ]\n@{q(2)}",
    ],
)
def test_a_parameter_in_the_arguments_of_another_call_is_refused(text: str) -> None:
    """Dynare 5.3 takes the variable of the file that happens to have the same name."""
    with pytest.raises(TinbergenError) as caught:
        expand(text, "q.mod")
    assert caught.value.code == "M118"
