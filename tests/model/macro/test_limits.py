"""No text hangs the macro processor or floods memory: it ends in a coded error, soon."""

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.macro import expand


def nested(*ranges: str, body: str = "") -> str:
    heads = "".join(f"@#for i{k} in {r}\n" for k, r in enumerate(ranges))
    return heads + body + "@#endfor\n" * len(ranges)


def repeated(setup: str, step: str, times: int, last: str = "") -> str:
    return f"{setup}\n@#for i in 1:{times}\n{step}\n@#endfor\n{last}\n"


TREE = repeated("@#define s=[1]", "@#define s=[s,s]", 48)
LONG = repeated('@#define s="x"', "@#define s=s+s", 20)

BOMBS = {
    "a thousand million empty loops": (nested("1:1000", "1:1000", "1:1000"), "M114"),
    "a thousand million lines": (nested(*["1:1000"] * 3, body="x@{i0}_@{i2}\n"), "M114"),
    "long lines": (nested("1:1000", "1:1000", body="x" * 10_000 + "\n"), "M115"),
    "empty lines": (nested("1:1000", "1:1000", body="\n" * 1000), "M115"),
    "doubling loops": (nested(*["1:2"] * 45, body="x\n"), "M114"),
    "deep loops": (nested(*["1:2"] * 200), "M116"),
    "deep conditions": ("@#if 1\n" * 2000 + "@#endif\n" * 2000, "M116"),
    "many conditions": ("@#if 1\n@#endif\n" * 100_000, "M114"),
    "many interpolations": ("@{1}" * 300_000, "M114"),
    "range": ("@{1:1e9}", "M114"),
    "fine range": ("@{0:1e-300:1}", "M114"),
    "infinite range": ("@{1:inf}", "M114"),
    "range that stands still": ("@{1e20:1:1e20+1e6}", "M114"),
    "range downwards that stands still": ("@{-1e20:1:1}", "M114"),
    "product": ("@{(1:1000)*(1:1000)*(1:1000)}", "M114"),
    "power": ("@{(1:10)^9}", "M114"),
    "power of a single element": ("@{[1]^1e9}", "M114"),
    "comprehensions": ("@{[[[1 for i in 1:1000] for j in 1:1000] for k in 1:1000]}", "M114"),
    "function that calls itself": ("@#define f()=f()\n@{f()}", "M116"),
    "functions that call each other": ("@#define f()=[g()]\n@#define g()=f()\n@{f()}", "M116"),
    "functions that double": (
        "@#define f0()=1\n"
        + "".join(f"@#define f{k + 1}()=f{k}()+f{k}()\n" for k in range(40))
        + "@{f40()}",
        "M114",
    ),
    "parentheses": ("@{" + "(" * 50_000 + "1" + ")" * 50_000 + "}", "M116"),
    "brackets": ("@{" + "[" * 50_000 + "1" + "]" * 50_000 + "}", "M116"),
    "calls": ("@{" + "exp(" * 10_000 + "1" + ")" * 10_000 + "}", "M116"),
    "signs": ("@{" + "-" * 400_000 + "1}", "M114"),
    "powers": ("@{" + "2^-" * 20_000 + "1}", "M116"),
    "a long sum": ("@{" + "1+" * 400_000 + "1}", "M114"),
    "operators of every kind": ("@{" + "1||1&&1==1<1 in 1:1|1&1+1*(" * 1000 + "1", "M085"),
    "doubling string": (repeated('@#define s="x"', "@#define s=s+s", 100), "M114"),
    "doubling array": (repeated("@#define s=[1]", "@#define s=s+s", 100), "M114"),
    "array in arrays": (repeated("@#define s=[1]", "@#define s=[s]", 1000), "M116"),
    "shared array written": (TREE + "@{s}", "M114"),
    "shared array compared": (TREE + "@{s == s}", "M114"),
    "shared array searched": (TREE + "@{1 in s}", "M114"),
    "shared array subtracted": (TREE + "@{s - s}", "M114"),
    "shared array as an index": (TREE + "@{s[[s]]}", "M099"),
    "shared array as an error": (TREE + "@#error s\n", "M114"),
    "shared array as a loop": (TREE + "@#for (a, b, c) in s\n@#endfor\n", "M103"),
    "long strings written": (LONG + "@{[s for i in 1:100000]}", "M114"),
    "long strings compared": (repeated(LONG, '@#define z=s == s + ""', 100_000), "M114"),
    "long arrays summed": (repeated("@#define v=1:10000", "@#define z=sum(v)", 100_000), "M114"),
    "notes": (repeated("x" * 100_000, "@#echo i", 100_000), "M114"),
}


@pytest.mark.parametrize(("text", "code"), BOMBS.values(), ids=BOMBS)
def test_bombs_meet_a_limit(text: str, code: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        expand(text, "a.mod")
    assert caught.value.code == code


def test_large_models_fit_well() -> None:
    """150 countries with 30 equations: some 30,000 values."""
    equation = "y_@{c} = a_@{c}*y_@{c}(-1) + b_@{c}*r_@{c}(+1) + @{c == nth};\n"
    text = f'@#define nth = "c1"\n@#for c in [ "c" + (string) i for i in 1:150 ]\n{equation * 30}@#endfor'
    found = expand(text, "a.mod")
    assert found.text.count("y_c150 = ") == 30
    assert found.text.count("true") == 30


def test_long_chains_are_not_deep() -> None:
    assert expand("@{" + "1+" * 5000 + "1}", "a.mod").text == "5001"
    assert expand("@{" + "-" * 5000 + "1}", "a.mod").text == "1"
    assert expand("@{" + "false||" * 5000 + "true}", "a.mod").text == "true"
