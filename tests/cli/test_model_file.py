"""What the command line gives a model file: values, macro variables, functions, a point."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.model.external import by_argument

Ask = Callable[..., Any]

MODEL = """@#ifndef twice
@#define twice = false
@#endif
var y c;
varexo e;
parameters beta psi g;
beta = 0.5; g = beta/5;
external_function(name = keep, nargs = 1);
model;
@#if twice
y = psi^2*y(-1)^beta*exp(e);
@#else
y = psi*y(-1)^beta*exp(e);
@#endif
c = y*keep(g);
end;
steady_state_model;
[y, psi] = scale(beta, 4);
c = y*keep(g);
end;
initval; y = 3; c = 2; end;
shocks; var e; stderr 1; end;
"""
COMPANION = (MODEL[: MODEL.index("steady_state_model")] + MODEL[MODEL.index("initval") :]).replace(
    "keep(g)", "(1 - g)"
)
FUNCTIONS = "def keep(g):\n    return 1 - g\n\ndef scale(beta, level):\n    return level, level**(1 - beta)\n"
LOADED = "load 'estimates.mat';\n" + COMPANION.replace("g = beta/5;", "g = share;")
NONE = "var y;\nmodel;\nexp(y) + 1 = 0;\nend;\n"
BLOCK_SETS = NONE.replace("exp(y) + 1 = 0", "y = p").replace("var y;", "var y;\nparameters p;") + (
    "steady_state_model;\np = 2;\ny = p;\nend;\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "m.mod": MODEL,
        "half.mod": MODEL,
        "keep.py": "def keep(g):\n    return 1 - g\n",
        "b.mod": COMPANION,
        "b_steadystate.m": "error('executed')",
        "l.mod": LOADED,
        "n.mod": NONE,
        "n_steadystate2.m": "",
        "s.mod": BLOCK_SETS,
        "f.py": FUNCTIONS,
        "wrong.py": FUNCTIONS.replace("1 - g", "g + 'x'"),
        "broken.py": "import nothing_of_this_name\n",
        "nameless.mod": MODEL.replace("name = keep, ", ""),
        "point.csv": "name,value\ny,5\nc,4\n",
        "point.json": '{"steady_state": {"y": 5.0, "c": 4, "E[c(+1)]": 3}}',
        "words.csv": "y,five\nc,4\n",
        "wide.csv": "y,1,2\n",
        "list.json": "[1, 2]",
        "other.csv": "name,value\nyy,5\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def solved(ask: Ask, *words: str) -> Any:
    found = ask("model", "solve", *words, "--json")
    assert found.code == 0, found.err
    return found.json


def test_functions_values_and_macro_variables(ask: Ask, folder: Path) -> None:
    found = solved(ask, "m.mod", "--functions", "f.py")
    assert found["steady_state"] == pytest.approx({"y": 4.0, "c": 3.6})
    other = solved(ask, "m.mod", "--functions", "f.py", "--set", "beta=0.25")
    assert other["parameters"]["g"] == pytest.approx(0.05)
    assert other["steady_state"]["c"] == pytest.approx(3.8)
    squared = ask("model", "parse", "m.mod", "--define", "twice=true", "--json").json
    assert "psi^2" in squared["equations"][0]["text"]
    ran = ask("model", "run", "m.mod", "--functions", "f.py", "--set", "g=0.5", "--json").json
    assert ran["steady_state"]["c"] == pytest.approx(2.0)
    moved = ask("model", "irf", "m.mod", "--functions", "f.py", "--shock", "e", "--json").json
    assert moved["responses"]["c"][0] == pytest.approx(3.6)


@pytest.mark.parametrize("point", ["point.csv", "point.json"])
def test_a_point_to_start_from(ask: Ask, folder: Path, point: str) -> None:
    found = solved(ask, "b.mod", "--set", "psi=2", "--steady", point)
    assert found["steady_state"] == pytest.approx({"y": 4.0, "c": 3.6})


def test_what_is_exported_is_read_again(ask: Ask, folder: Path) -> None:
    assert ask("model", "export", "m.mod", "--out", "again.mod", "--set", "beta=0.25").code == 0
    again = solved(ask, "again.mod", "--functions", "f.py")
    assert again["steady_state"]["c"] == pytest.approx(3.8)
    assert "[y, psi] = scale(beta, 4);" in (folder / "again.mod").read_text()


#: Command lines that show each message, by its code.
LINES: dict[str, tuple[str, ...]] = {
    "M135": ("solve", "half.mod", "--set", "psi=2"),
    "M136": ("solve", "m.mod", "--functions", "wrong.py"),
    "M137": ("solve", "m.mod", "--functions", "broken.py"),
    "M138": ("parse", "nameless.mod"),
    "M139": ("run", "half.mod", "--functions", "keep.py", "--set", "psi=2"),
    "M140": ("run", "b.mod", "--set", "psi=2"),
    "M142": ("solve", "half.mod", "--functions", "keep.py"),
    "M143": ("solve", "b.mod"),
    "M144": ("solve", "l.mod"),
    "M145": ("run", "s.mod", "--set", "p=3"),
    "M146": ("solve", "b.mod", "--steady", "words.csv"),
    "M147": ("solve", "b.mod", "--set", "psi"),
    "M148": ("solve", "n.mod"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_messages(ask: Ask, folder: Path, golden: Callable[[str, str], None], lang: str) -> None:
    shown = []
    for code, words in LINES.items():
        found = ask("model", *words, "--lang", lang)
        assert f"[{code}]" in found.err, (code, found.err)
        shown.append(f"$ tinbergen model {' '.join(words)}\n{found.err}")
    with pytest.raises(TinbergenError) as fault:
        by_argument("keep()/1/1", 1)
    shown.append(fault.value.render("zh" if lang == "zh" else "en") + "\n")
    golden(f"model_file.{lang}.txt", "\n".join(shown))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--set", "psi=two"), "M147"),
        (("--set", "psi=inf"), "M147"),
        (("--set", "1=2"), "M147"),
        (("--set", "psy=2"), "M007"),
        (("--define", "twice"), "M147"),
        (("--define", "=true"), "M147"),
        (("--set", "psi=2", "--steady", "wide.csv"), "M146"),
        (("--set", "psi=2", "--steady", "list.json"), "M146"),
        (("--set", "psi=2", "--steady", "f.py"), "M146"),
        (("--set", "psi=2", "--steady", "other.csv"), "M004"),
    ],
)
def test_wrong_input(ask: Ask, folder: Path, words: tuple[str, ...], code: str) -> None:
    found = ask("model", "solve", "b.mod", *words, "--json")
    assert found.code == 2
    assert json.loads(found.err)["code"] == code


def test_what_the_block_itself_sets_is_no_news(ask: Ask, folder: Path) -> None:
    assert ask("model", "solve", "m.mod", "--functions", "f.py").err == ""
    assert "M140" in ask("model", "parse", "b.mod").err
    assert "M145" in ask("model", "solve", "s.mod", "--set", "p=3").err
