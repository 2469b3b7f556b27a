"""``tinbergen model parse``, ``solve``, ``run``, ``irf`` and ``export``."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinbergen.app import results_dynare
from tinbergen.core import serial
from tinbergen.dynare.run import run
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.dynare.parser import parse_file

Ask = Callable[..., Any]

GROWTH = """\
var c k z (long_name='technology | 技术');
varexo e;
parameters alpha beta delta rho;
alpha = 0.33; beta = 0.99; delta = 0.025; rho = 0.95;
model;
[name='Euler']
1/c = beta/c(+1)*(alpha*exp(z(+1))*k^(alpha - 1) + 1 - delta);
c + k = exp(z)*k(-1)^alpha + (1 - delta)*k(-1);
z = rho*z(-1) + e;
end;
initval; c = 2; k = 28; z = 0; end;
shocks; var e; stderr 0.007; end;
"""
STOCHASTIC = GROWTH + "steady; check;\nstoch_simul(order=1, irf=10) c k;\nplot(oo_.irfs.c_e)\n"
PATH = (
    GROWTH.replace("stderr 0.007", "periods 1:3; values 0.02")
    + "steady;\nperfect_foresight_setup(periods=50);\nperfect_foresight_solver;\n"
)


@pytest.fixture
def growth(tmp_path: Path) -> str:
    (tmp_path / "growth.mod").write_text(STOCHASTIC, encoding="utf-8")
    return "growth.mod"


def test_parse(ask: Ask, growth: str) -> None:
    found = serial.from_dict(
        results_dynare.ModelParse, ask("model", "parse", growth, "--json").json
    )
    assert found.endogenous == ("c", "k", "z")
    assert found.parameters == {"alpha": 0.33, "beta": 0.99, "delta": 0.025, "rho": 0.95}
    euler = found.equations[0]
    assert (euler.name, euler.line, euler.tags) == ("Euler", 7, {"name": "Euler"})
    assert "c(+1)" in euler.text
    said = [(s.name, s.line, s.names) for s in found.statements]
    assert said == [
        ("initval", 11, ("c", "k", "z")),
        ("shocks", 12, ("e",)),
        ("steady", 13, ()),
        ("check", 13, ()),
        ("stoch_simul", 14, ("c", "k")),
    ]
    assert found.statements[-1].options == {"order": "1", "irf": "10"}
    assert [(n.line, n.missing) for n in found.native] == [(15, "nothing")]
    shown = ask("model", "parse", growth, "--lang", "zh").out
    assert "不执行的 MATLAB 代码" in shown


def test_a_parameter_without_value_is_null(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "m.mod").write_text(
        "var y;\nparameters a;\nmodel;\ny = STEADY_STATE(y) + a;\nend;\n"
    )
    assert ask("model", "parse", "m.mod", "--json").json["parameters"] == {"a": None}


def test_solve(ask: Ask, growth: str) -> None:
    given = ask("model", "solve", growth, "--json").json
    assert list(given) == [
        "endogenous", "exogenous", "parameters", "steady_state", "states", "ghx", "ghu",
        "eigenvalues", "variances", "shock_covariance", "summary", "advice",
    ]  # fmt: skip
    # Dynare counts k and z as states, c and z (whose lead stands in Euler's equation) as jumpers.
    assert given["summary"] == {"variables": 3, "shocks": 1, "states": 2, "forward": 2, "static": 0}
    assert given["shock_covariance"] == {"e": {"e": pytest.approx(0.007**2)}}
    found = serial.from_dict(results_dynare.ModelSolution, given)
    solved = equilibrium(parse_file(growth))
    assert found.states == ("k", "z")
    for i, name in enumerate(found.endogenous):
        np.testing.assert_allclose([found.ghx[name][s] for s in found.states], solved.ghx[i])
        assert found.ghu[name]["e"] == pytest.approx(solved.ghu[i, 0])
    assert found.eigenvalues[-1][0] is None
    assert found.variances["z"] == pytest.approx(0.007**2 / (1 - 0.95**2))


def test_a_unit_root_has_no_variance(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "walk.mod").write_text(
        "var y;\nvarexo e;\nmodel;\ny = y(-1) + e;\nend;\nshocks;\nvar e = 1;\nend;\n"
    )
    given = ask("model", "solve", "walk.mod", "--json").json
    assert given["variances"] == {"y": None}
    assert given["eigenvalues"] == [[1.0, 0.0]]


def test_no_stable_solution_is_a_coded_error(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "m.mod").write_text(
        "var y;\nvarexo e;\nmodel;\ny = 2*y(-1) + e;\nend;\nsteady;\nstoch_simul(order=1);\n"
    )
    for command in ("solve", "run"):
        answer = ask("model", command, "m.mod", "--json")
        assert (answer.code, answer.out) == (2, "")
        assert json.loads(answer.err)["code"] == "E030"


def test_run_gives_the_solution_and_each_command(ask: Ask, growth: str) -> None:
    given = ask("model", "run", growth, "--json").json
    found = serial.from_dict(results_dynare.ModelRun, given)
    solved = ask("model", "solve", growth, "--json").json
    for name in ("states", "eigenvalues", "endogenous"):
        assert given[name] == solved[name]
    for name in found.endogenous:
        assert given["ghx"][name] == pytest.approx(solved["ghx"][name], rel=1e-7, abs=1e-10)
    assert [c.name for c in found.commands] == ["steady", "check", "stoch_simul"]
    assert found.commands[2].options == {"order": "1", "irf": "10"}
    assert {c.error for c in found.commands} == {None}
    assert found.paths is None


def test_run_gives_paths_with_their_ends(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "path.mod").write_text(PATH, encoding="utf-8")
    given = ask("model", "run", "path.mod", "--json").json
    paths = run(parse_file("path.mod")).paths
    assert paths is not None
    assert given["ghx"] is None
    assert given["steady_state"]["k"] == pytest.approx(paths.paths["k"][0])
    for name in ("c", "k", "z", "e"):
        assert given["paths"][name] == paths.paths[name].tolist()
        assert len(given["paths"][name]) == 52


def test_paths_have_one_value_before_and_one_behind(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "m.mod").write_text(
        "var y;\nvarexo e;\nmodel;\ny = 0.2*y(-3) + 0.1*y(+2) + e;\nend;\n"
        "shocks;\nvar e;\nperiods 1;\nvalues 1;\nend;\nsimul(periods=10);\n"
    )
    given = ask("model", "run", "m.mod", "--json").json
    assert len(given["paths"]["y"]) == 12
    assert given["paths"]["e"][:3] == [0.0, 1.0, 0.0]


def test_commands_that_are_not_there_yet_and_native_lines_are_told(
    ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "m.mod").write_text(
        STOCHASTIC + "options_.order = f(3);\nosr c;\n", encoding="utf-8"
    )
    answer = ask("model", "run", "m.mod", "--json")
    assert answer.code == 3
    assert answer.json["commands"][-1]["error"]["code"] == "E016"
    assert [note["code"] for note in answer.json["advice"]] == ["E016", "U032", "U250"]
    assert "osr (17)" in answer.json["advice"][-1]["message"]
    assert answer.json["ghx"] is not None
    shown = ask("model", "run", "m.mod")
    assert shown.code == 3
    assert "E016" in shown.out
    assert "warning[U032]" in shown.err


def test_the_model_is_solved_where_only_later_commands_ask(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "later.mod").write_text(GROWTH + "varobs c;\nestimation(datafile=none);\n")
    found = ask("model", "run", "later.mod", "--json").json
    assert [c["error"]["code"] for c in found["commands"] if c["error"]] == ["E016"]
    assert ask("model", "run", "later.mod").code == 3
    assert found["ghx"]["z"]["z"] == pytest.approx(0.95)


def test_responses(ask: Ask, growth: str) -> None:
    given = ask("model", "irf", growth, "--shock", "e", "--periods", "12", "--json").json
    found = serial.from_dict(results_dynare.ModelResponses, given)
    assert found.size == pytest.approx(0.007)
    np.testing.assert_allclose(found.responses["z"], 0.007 * 0.95 ** np.arange(12))
    twice = ask("model", "irf", growth, "--shock", "e", "--size", "0.014", "--json").json
    # The file's own irf=10.
    assert len(twice["responses"]["c"]) == 10
    np.testing.assert_allclose(twice["responses"]["c"], np.multiply(found.responses["c"], 2)[:10])
    assert "▁" in ask("model", "irf", growth, "--shock", "e").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("irf", "growth.mod", "--shock", "ee"), "E017"),
        (("irf", "growth.mod"), "U004"),
        (("irf", "growth.mod", "--shock", "e", "--periods", "0"), "U007"),
        (("solve", "growth.mod", "--timeout", "0"), "U011"),
        (("solve", "growht.mod"), "M019"),
        (("export", "growth.mod", "--out", "growth.mod"), "U031"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wrong_words(ask: Ask, growth: str, words: tuple[str, ...], code: str, lang: str) -> None:
    answer = ask("model", *words, "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    assert f"[{code}]" in answer.err


def test_export(ask: Ask, growth: str) -> None:
    answer = ask("model", "export", growth, "--out", "again.mod", "--json").json
    found = serial.from_dict(results_dynare.ModelExport, answer)
    assert (found.out, found.renamed) == ("again.mod", {})
    assert Path("again.mod").read_text(encoding="utf-8") == found.text
    one, two = (ask("model", "solve", f, "--json").json for f in (growth, "again.mod"))
    assert one == two
    assert "again.mod" in ask("model", "export", growth, "--out", "again.mod").out
    assert ask("model", "export", growth).out == found.text


def test_a_file_without_irf_has_forty_responses(ask: Ask, tmp_path: Path) -> None:
    for name, command in (("no.mod", ""), ("zero.mod", "stoch_simul(order=1, irf=0);\n")):
        (tmp_path / name).write_text(GROWTH + command, encoding="utf-8")
        found = ask("model", "irf", name, "--shock", "e", "--json").json
        assert (found["periods"], len(found["responses"]["c"])) == (40, 40)


def test_every_stoch_simul_is_shown_with_what_dynare_prints(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "two.mod").write_text(
        GROWTH + "steady; check;\nstoch_simul(order=1, irf=4) c;\n"
        "stoch_simul(order=1, irf=0, nofunctions) k;\nstoch_simul(order=1, irf=3, noprint) z;\n",
        encoding="utf-8",
    )
    answer = ask("model", "run", "two.mod")
    assert answer.code == 0
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["c", "2.306617"] in lines
    assert ["0.9621", "0.9621", "0.0000"] in lines
    assert ["∞", "∞", "0.0000"] in lines
    assert ["e", "0.0000490"] in lines
    assert ["Constant", "2.306617"] in lines
    assert ["k(-1)", "0.048040"] in lines
    assert lines.count(["State", "variables", "2"]) == 2
    assert answer.out.count("Policy and transition functions") == 1
    assert answer.out.count("stoch_simul, line") == 2
    responses = ask("model", "irf", "two.mod", "--shock", "e", "--json").json["responses"]["c"]
    start = lines.index(["Impulse", "responses", "to", "e"]) + 3
    shown = [(int(t), float(v)) for t, v in lines[start : start + 4]]
    assert [t for t, _ in shown] == [1, 2, 3, 4]
    np.testing.assert_allclose([v for _, v in shown], [*responses[:3], shown[3][1]], atol=5e-7)
    assert answer.out.count("Impulse responses") == 1


def test_eigenvalues_have_real_and_imaginary_parts(ask: Ask, tmp_path: Path) -> None:
    """y = y(-1) - .5 y(-2) + e: roots .5 ± .5i, of modulus 1/√2."""
    (tmp_path / "cycle.mod").write_text(
        "var y; varexo e; model; y = y(-1) - 0.5*y(-2) + e; end;\n"
        "shocks; var e; stderr 1; end;\ncheck;\n"
    )
    lines = [line.split() for line in ask("model", "run", "cycle.mod").out.splitlines()]
    assert sorted(line for line in lines if line[:1] == ["0.7071"]) == [
        ["0.7071", "0.5000", "0.5000"], ["0.7071", "0.5000", "−0.5000"]
    ]  # fmt: skip


def test_responses_of_many_periods_are_thinned_on_the_screen(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "long.mod").write_text(GROWTH + "stoch_simul(order=1, irf=21) z;\n")
    lines = ask("model", "run", "long.mod").out.splitlines()
    after = [line.split() for line in lines[lines.index("Impulse responses to e") + 3 :]]
    assert [line[0] for line in after if line] == [str(t) for t in (*range(1, 9), 12, 16, 20, 21)]
    assert float(after[11][1]) == pytest.approx(0.007 * 0.95**20, abs=5e-7)


def test_small_numbers_keep_their_digits(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "tiny.mod").write_text(
        "var y; varexo e; model; y = 0.5*y(-1) + e + 1e-13; end;\n"
        "shocks; var e; stderr 1e-6; end;\nsteady; stoch_simul(order=1, irf=0);\n"
    )
    for command in ("solve", "run"):
        out = ask("model", command, "tiny.mod").out
        assert "2.00e−13" in out
        assert "1.15e−06" in out


def test_a_variance_beyond_all_numbers(ask: Ask, tmp_path: Path) -> None:
    """A rule whose variance overflows is kept, and its variance null; a shock's is an error."""
    text = "var y x; varexo e; model; y = 0.5*y(-1) + 1e200*x(-1); x = 0.5*x(-1) + e; end;\n"
    for size, code in (("1", 0), ("1e200", 2)):
        (tmp_path / "m.mod").write_text(f"{text}shocks; var e; stderr {size}; end;\ncheck;\n")
        answers = [ask("model", command, "m.mod", "--json") for command in ("solve", "run")]
        assert [answer.code for answer in answers] == [code, code]
        if code:
            assert all('"E240"' in answer.err for answer in answers)
            continue
        assert answers[0].json["ghx"]["y"] == {"y": 0.5, "x": 1e200}
        assert (
            answers[0].json["variances"] == answers[1].json["variances"] == {"y": None, "x": None}
        )


def test_order_two_is_done_to_first_order_and_said(ask: Ask, growth: str, tmp_path: Path) -> None:
    (tmp_path / "two.mod").write_text(GROWTH + "stoch_simul(irf=0);\n", encoding="utf-8")
    answer = ask("model", "run", "two.mod", "--json")
    assert answer.code == 3
    assert [note["code"] for note in answer.json["advice"]] == ["E054", "U250"]
    assert "stoch_simul(order=2) (13)" in answer.json["advice"][1]["message"]
    assert answer.json["ghx"]["z"]["z"] == pytest.approx(0.95)
    assert ask("model", "run", growth).code == 0


@pytest.mark.parametrize(
    "command", ["ramsey_model(planner_discount=0.99)", "estimation(datafile=d)"]
)
def test_a_file_for_what_is_not_there_ends_with_three(
    ask: Ask, tmp_path: Path, command: str
) -> None:
    (tmp_path / "m.mod").write_text(GROWTH + f"steady;\n{command};\n", encoding="utf-8")
    answer = ask("model", "run", "m.mod")
    assert answer.code == 3
    assert f"{command.partition('(')[0]} (14)" in answer.err
    assert "2.306617" in answer.out


KINK = (
    "var y; varexo e;\nmodel;\ny = max(0, y(-1))/2 + e;\nend;\n"
    "shocks; var e; stderr 1; end;\ncheck; stoch_simul(order=1);\n"
)


@pytest.mark.parametrize("words", [("solve",), ("run",), ("irf", "--shock", "e")])
def test_warnings_are_in_the_json(ask: Ask, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "kink.mod").write_text(KINK)
    answer = ask("model", words[0], "kink.mod", *words[1:], "--json")
    (note,) = answer.json["advice"]
    assert (note["code"], note["line"], note["column"]) == ("E250", 3, 1)
    assert "max(0, y(-1))" in note["message"]
    assert ask("model", words[0], "kink.mod", *words[1:]).err.count("E250") == 1


def test_tables_and_figures_are_written(ask: Ask, growth: str, tmp_path: Path) -> None:
    found = ask("model", "run", growth, "--out", "results", "--json").json
    assert found["out"] == "results"
    assert sorted(p.name for p in (tmp_path / "results").iterdir()) == found["files"]
    assert {"policy_functions.csv", "irf_e.svg", "moments.csv"} <= set(found["files"])
    (tmp_path / "file").write_text("")
    assert "C004" in ask("model", "run", growth, "--out", "file/below").err


SLOW = """
import sys, time
from tinbergen.cli import app
from tinbergen.model import library
{setup}
sys.exit(app.run(["model", "solve", "x.mod", "--json", "--timeout", "0.3"]))
"""


@pytest.mark.parametrize(
    "setup",
    [
        # Python code, and compiled code that hears of nothing until it returns.
        "def slow(name, **more):\n    while True:\n        time.sleep(0.01)\nlibrary.load = slow",
        "import hashlib\ndef slow(name, **more):\n"
        "    hashlib.pbkdf2_hmac('sha256', b'', b'', 50_000_000)\nlibrary.load = slow",
    ],
    ids=["python", "compiled"],
)
def test_time_runs_out(setup: str) -> None:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", SLOW.format(setup=setup)],
        capture_output=True, text=True, env=os.environ, timeout=30, check=False,
    )  # fmt: skip
    assert time.perf_counter() - began < 10
    assert (done.returncode, done.stdout) == (2, "")
    assert json.loads(done.stderr)["code"] == "U030"


def test_enough_time_changes_nothing(ask: Ask, growth: str) -> None:
    timed = ask("model", "solve", growth, "--timeout", "60", "--json")
    assert timed.json == ask("model", "solve", growth, "--json").json


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_shown(
    ask: Ask, growth: str, tmp_path: Path, golden: Callable[[str, str], None], lang: str
) -> None:
    (tmp_path / "path.mod").write_text(PATH, encoding="utf-8")
    pages = [
        ask("model", "parse", growth, "--lang", lang),
        ask("model", "run", growth, "--lang", lang),
        ask("model", "run", "path.mod", "--lang", lang),
        ask("model", "irf", growth, "--shock", "e", "--lang", lang),
    ]
    lines = "\n".join(page.out for page in pages).splitlines()
    golden(f"dynare.{lang}.txt", "\n".join(line.rstrip() for line in lines) + "\n")
