"""``tinbergen model simulate`` as an institution uses it: track, add, hold, look ahead."""

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

from tinbergen.app import results_model
from tinbergen.core import serial
from tinbergen.core.period import Period
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.model import library

Ask = Callable[..., Any]
KLEIN = ("model", "simulate", "klein1", "--track")
SPAN = Period.parse("1921").to(Period.parse("1941"))

#: y is what is expected of tomorrow and what was yesterday; a converted model's add-factor beside.
AHEAD = """
var y (long_name='Output gap, percent') r;
varexo x y_aerr;
parameters a;
a = 0.4;
model;
[name='y'] y = 0.3*y(-1) + a*y(+1) - 0.1*r + x + y_aerr;
[name='rule'] r = 0.5*y;
end;
"""


@pytest.fixture
def ahead(tmp_path: Path) -> tuple[str, ...]:
    """A model that looks ahead, and data with a wave in them."""
    (tmp_path / "ahead.mod").write_text(AHEAD)
    rows = [f"{2000 + t},{np.sin(t):.6f},{np.cos(t):.6f},{0.1 * (t % 3)}" for t in range(30)]
    (tmp_path / "data.csv").write_text("year,Y,r,x\n" + "\n".join(rows))
    return ("model", "simulate", "ahead.mod", "--data", "data.csv",
            "--expectations", "model-consistent")  # fmt: skip


def gap(given: Any, name: str) -> Any:
    return np.subtract(given["simulated"][name], given["baseline"][name])


def test_settings_come_before_tracking(ask: Ask) -> None:
    given = ask(*KLEIN, "--set", "a3=0", "--set", "G=9@1930:1935", "--json").json
    assert given["settings"] == ["a3=0", "G=9@1930:1935"]
    for name in library.load("klein1").endogenous:
        np.testing.assert_allclose(gap(given, name), 0, atol=1e-9)
    inside = [1930 <= int(p) <= 1935 for p in given["periods"]]
    np.testing.assert_array_equal(np.array(given["simulated"]["G"])[inside], 9.0)
    np.testing.assert_array_equal(gap(given, "G")[~np.array(inside)], 0.0)


def test_departures_come_after_it(ask: Ask) -> None:
    by_set = ask(*KLEIN, "--set", "G+=1@1925:1927", "--json").json
    by_add = ask(*KLEIN, "--add", "G=1@1925:1927", "--json").json
    assert by_set["simulated"] == by_add["simulated"]
    assert by_add["additions"] == ["G=1@1925:1927"]
    assert gap(by_add, "X")[4] == pytest.approx(1.81, abs=0.03)
    np.testing.assert_allclose(gap(by_add, "X")[:4], 0, atol=1e-9)


def test_additions_move_the_equation_of_the_variable(ask: Ask) -> None:
    model, data = library.load("klein1"), library_data("klein1")
    adds = track(model, data, SPAN)
    moved = adds["consumption"].copy()
    moved[3] += 2.0
    run = simulate(model, data, SPAN, residuals=adds.assign(consumption=moved))
    for name in ("C", "consumption"):
        given = ask(*KLEIN, "--add", f"{name}=2@1924", "--json").json
        np.testing.assert_allclose(given["simulated"]["C"], run["C"], atol=1e-9)
    twice = ask(*KLEIN, "--add", "C=1@1924", "--add", "C=1@1924", "--json").json
    np.testing.assert_allclose(twice["simulated"]["C"], run["C"], atol=1e-9)


def test_additions_without_tracking(ask: Ask) -> None:
    plain, moved = (ask("model", "simulate", "klein1", *words, "--json").json["simulated"]
                    for words in ((), ("--add", "C=1")))  # fmt: skip
    assert moved["C"][0] - plain["C"][0] > 1


def test_a_series_that_the_data_lack_can_be_set(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "own.mod").write_text("var y;\nvarexo x;\nmodel;\ny = 0.5*y(-1) + x;\nend;\n")
    (tmp_path / "own.csv").write_text("year,y\n2001,2\n2002,\n")
    words = (
        "model",
        "simulate",
        "own.mod",
        "--data",
        "own.csv",
        "--start",
        "2002",
        "--end",
        "2004",
    )
    given = ask(*words, "--set", "x=1", "--set", "x=3@2003", "--json").json
    assert given["simulated"] == {"y": [2.0, 4.0, 3.0], "x": [1.0, 3.0, 1.0]}
    assert given["baseline"]["x"] == [None] * 3
    for change in (("--set", "x+=1"), ("--add", "x=1")):
        assert json.loads(ask(*words, *change, "--json").err)["code"] == "D002"


def test_held_values(ask: Ask) -> None:
    given = ask(*KLEIN, "--fix", "C=50@1925:1926", "--by", "C", "--fix", "X=60@1925",
                "--by", "G", "--json").json  # fmt: skip
    serial.from_dict(results_model.ModelSimulation, given)
    assert given["simulated"]["C"][4:6] == pytest.approx([50, 50])
    assert given["simulated"]["X"][4] == pytest.approx(60)
    assert given["fixed"] == ["C=50@1925:1926", "X=60@1925"]
    assert set(given["instruments"]) == {"consumption", "G"}
    np.testing.assert_allclose(gap(given, "G"), given["instruments"]["G"], atol=1e-9)
    assert np.flatnonzero(given["instruments"]["consumption"]).tolist() == [4, 5]


def test_looking_ahead(ask: Ask, ahead: tuple[str, ...]) -> None:
    given = ask(*ahead, "--track", "--json").json
    serial.from_dict(results_model.ModelSimulation, given)
    assert given["expectations"] == "model-consistent"
    assert (given["periods"][0], given["periods"][-1]) == ("2001", "2028")
    np.testing.assert_allclose(gap(given, "y"), 0, atol=1e-9)
    assert [n["code"] for n in given["advice"]][-2:] == ["U075", "U069"]
    moved = ask(*ahead, "--track", "--add", "x=1@2020", "--json").json
    # Known from the start, and linear: the add-factor moves as the shock beside it.
    assert gap(moved, "y")[10] > 1e-6
    same = ask(*ahead, "--track", "--add", "y=1@2020", "--json").json
    np.testing.assert_allclose(gap(same, "y"), gap(moved, "y"), atol=1e-9)
    held = ask(*ahead, "--track", "--fix", "y=2@2015", "--by", "y", "--json").json
    assert held["simulated"]["y"][14] == pytest.approx(2)
    assert held["simulated"]["y"][13] > given["simulated"]["y"][13]


def test_the_last_value_is_held_where_the_data_end(ask: Ask, ahead: tuple[str, ...]) -> None:
    given = ask(*ahead, "--end", "2029", "--json").json
    assert given["advice"][-1]["code"] == "U070"
    rows = np.array([[np.sin(29), np.sin(29)]])
    model, last = library.load("ahead.mod"), given["simulated"]
    span = Period.parse("2001").to(Period.parse("2029"))
    y = np.array([0.0, *last["y"], rows[0, 1].round(6)])
    assert y.size == span.length + 2
    data = Dataset.of("2000", {"y": y, "r": [0.0, *last["r"], 0.0], "x": [0.0, *last["x"], 0.0],
                               "y_aerr": np.zeros(y.size)})  # fmt: skip
    for name, values in track(model, data, span).series.items():
        np.testing.assert_allclose(values, 0, atol=1e-8, err_msg=name)


#: Command lines that can't be carried out.
WRONG = (
    ("--start", "1941", "--end", "1930"),
    ("--start", "1800"),
    ("--end", "1930Q1"),
    ("--set", "a3=0@1930"),
    ("--set", "G=1@1950"),
    ("--set", "G=1@1935:1930"),
    ("--set", "G=1@soon"),
    ("--set", "G=one"),
    ("--add", "C"),
    ("--add", "C+=1"),
    ("--add", "C=much"),
    ("--add", "Cc=1"),
    ("--add", "consumtion=1"),
    ("--add", "a3=1"),
    ("--add", "C=1@1930Q1"),
    ("--add", "C=1@1900"),
    ("--fix", "C=50@1930"),
    ("--by", "G"),
    ("--fix", "C=50", "--by", "G"),
    ("--fix", "G=50@1930", "--by", "C"),
    ("--fix", "C=50@1930", "--by", "Gg"),
    ("--fix", "K=200@1921", "--by", "T", "--fix", "I=3@1921", "--by", "G"),
    ("--fix", "C=50@1930", "--by", "G", "--static"),
    ("--expectations", "rational"),
    ("--expectations", "model-consistent"),
    ("--show", "Cc"),
    ("--timeout", "soon"),
    ("--data", "broken.parquet"),
    ("--data", "short.csv"),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wrong_input(
    ask: Ask, golden: Callable[[str, str], None], ahead: tuple[str, ...], tmp_path: Path, lang: str
) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "short.csv").write_text("year,C,I,Wp,X\n1920,1,2,3,4\n1921,1,2,3,4\n")
    lines = [("klein1", *words) for words in WRONG]
    (tmp_path / "sum.mod").write_text(
        "var y z;\nvarexo x;\nmodel;\ny + z = 2*x;\ny - z = x;\nend;\n"
    )
    (tmp_path / "sum.csv").write_text("year,y,z,x\n2001,1,1,1\n2002,1,1,1\n")
    lines += [
        ("sum.mod", "--data", "sum.csv", "--add", "y=1"),
        ahead[2:5],
        (*ahead[2:], "--static"),
        (*ahead[2:], "--end", "2040"),
    ]
    told = []
    for words in lines:
        answer = ask("model", "simulate", *words, "--lang", lang)
        told.append(
            f"$ tinbergen model simulate {' '.join(words)}\n{answer.err}exit {answer.code}\n"
        )
        assert (answer.code, answer.out) == (2, ""), told[-1]
    golden(f"simulate_wrong.{lang}.txt", "\n".join(told))


WIDE = "var {names};\nvarexo x;\nmodel;\n{equations}\nend;\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_shown(
    ask: Ask, golden: Callable[[str, str], None], ahead: tuple[str, ...], tmp_path: Path, lang: str
) -> None:
    names = [f"y{k}" for k in range(40)]
    equations = "\n".join(f"{n} = {k / 40}*{n}(-1) + {k}*x;" for k, n in enumerate(names))
    (tmp_path / "wide.mod").write_text(WIDE.format(names=" ".join(names), equations=equations))
    rows = "\n".join(f"{2001 + t}," + ",".join(["100"] * 40) + ",1" for t in range(6))
    (tmp_path / "wide.csv").write_text(f"year,{','.join(names)},x\n{rows}\n")
    wide = ("model", "simulate", "wide.mod", "--data", "wide.csv", "--lang", lang)
    pages = [
        ask(*wide, "--track", "--add", "x=1@2003"),
        ask(*wide, "--track", "--add", "x=1@2003", "--show", "y1,x"),
        ask(*wide),
        ask(*ahead, "--track", "--fix", "y=0@2010:2012", "--by", "y", "--start", "2008",
            "--end", "2014", "--lang", lang),
    ]  # fmt: skip
    assert max(len(page.out.splitlines()) for page in pages) < 30
    golden(f"simulate_changes.{lang}.txt", "\n".join(page.out + page.err for page in pages))


LONG = """
@#for i in 1:{loops}
@#for j in 1:{loops}
@#define k = i*j
@#endfor
@#endfor
var y;
varexo x;
model;
y = 0.5*y(-1) + 0.3*y(+1) + x;
end;
"""


@pytest.mark.parametrize(
    "words",
    [
        ("parse", "loop.mod"), ("check", "loop.mod"), ("solve", "loop.mod"), ("run", "loop.mod"),
        ("irf", "loop.mod", "--shock", "x"), ("export", "loop.mod"), ("estimate", "loop.mod"),
        ("simulate", "loop.mod"),
    ],
)  # fmt: skip
def test_every_command_ends_in_time(tmp_path: Path, words: tuple[str, ...]) -> None:
    """In a process of its own: on a busy machine the end is a hard one, of the whole process."""
    (tmp_path / "loop.mod").write_text(LONG.format(loops=100_000))
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tinbergen", "model", *words, "--timeout", "3", "--json"],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    # The macro language's own bound on work may come first.
    assert json.loads(done.stderr)["code"] in ("U030", "M114", "M115")
    assert time.perf_counter() - began < 10


BUSY = """
import sys
from tinbergen.cli import app
from tinbergen.engine.simulate import backward as simulate
def slow(*words, **more):
    import numpy as np
    from scipy.sparse import eye, random
    from scipy.sparse.linalg import splu
    wide = random(40_000, 40_000, 0.001, format="csc") + 10 * eye(40_000, format="csc")
    splu(wide.tocsc())
simulate.simulate = slow
sys.exit(app.run(["model", "simulate", "klein1", "--timeout", "2", "--json"]))
"""


def test_the_program_s_own_start_counts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tinbergen", "model", "simulate", "klein1", "--timeout", "0.01"],
        capture_output=True, cwd=tmp_path, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error[U030]")


def test_compiled_code_is_ended_too() -> None:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", BUSY], capture_output=True, text=True, env=os.environ, check=False,
        timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert json.loads(done.stderr)["code"] == "U030"
    assert time.perf_counter() - began < 20
