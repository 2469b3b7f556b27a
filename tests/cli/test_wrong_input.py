"""Wrong input to every command: what the user reads, in both languages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CSV = "year,A,B,note\n2001,1,2,x\n2002,2,1,y\n2003,4,3,x\n2004,3,5,y\n2005,5,4,x\n2006,6,6,y\n"
OWN = "var y; varexo x; parameters a;\nmodel;\n[name='y', estimate='ols'] y = a*x;\nend;\n"
MODEL = "var y;\nvarexo x;\nparameters a;\nmodel;\ny = a*xx;\nend;\n"

#: Command lines that can't be carried out, by what is wrong with them.
LINES: tuple[tuple[str, ...], ...] = (
    ("forcast",),
    ("model", "simulat"),
    ("--nope",),
    ("version", "--nope"),
    ("version", "now"),
    ("schema", "plam"),
    ("doctor", "--quick"),
    ("forecast",),
    ("forecast", "nothing.csv"),
    ("forecast", "data.csv", "--horizn", "3"),
    ("forecast", "data.csv", "--horizon"),
    ("forecast", "data.csv", "--horizon", "0"),
    ("forecast", "data.csv", "--horizon", "soon"),
    ("forecast", "data.csv", "--level", "120"),
    ("forecast", "data.csv", "--level", ","),
    ("forecast", "data.csv", "--series", "a"),
    ("forecast", "data.csv", "--methods", "arimo"),
    ("regress", "data.csv", "--y", "A"),
    ("regress", "data.csv", "--y", "A", "--x", "BB"),
    ("regress", "data.csv", "--y", "A", "--x", "B", "--errors", "HAQ"),
    ("regress", "data.csv", "--y", "A", "--x", "B", "--sample", "2001-2004"),
    ("regress", "data.csv", "--y", "A", "--x", "B", "--level", "95"),
    ("regress", "data.csv", "--y", "A", "--x", "B", "--no-constant=yes"),
    ("model", "check", "klein"),
    ("model", "check", "wrong.mod"),
    ("model", "estimate", "klein1", "--method", "2sl"),
    ("model", "estimate", "klein1", "--sample", "1921:1922"),
    ("model", "estimate", "own.mod"),
    ("model", "simulate", "klein1", "--start", "19x1"),
    ("model", "simulate", "klein1", "--start", "1941", "--end", "1930"),
    ("model", "simulate", "klein1", "--end", "1950"),
    ("model", "simulate", "klein1", "--set", "G"),
    ("model", "simulate", "klein1", "--set", "C=1"),
    ("model", "simulate", "klein1", "--set", "g9=1"),
    ("model", "simulate", "klein1", "--data", "data.csv"),
    ("demo", "--ouT", "x"),
    ("demo", "--out", "data.csv"),
    ("design", "us-2008", "--out", "data.csv/plan.json"),
    ("run",),
    ("run", "us-2008", "--data", "data.csv"),
    ("run", "us-2080"),
    ("run", "us-2008", "--price", "level"),
    ("run", "--data", "data.csv"),
    ("run", "--data", "data.csv", "--price", "levels"),
    ("run", "us-2008", "--as-of", "autumn"),
    ("diagnose",),
    ("diagnose", "us-2080"),
    ("design", "us-2008", "--as-of", "2008Q5"),
    ("monitor", "us-2008"),
    ("monitor", "us-2008", "--plan", "plan.json"),
    ("monitor", "us-2008", "--plan", "broken.json"),
    ("evaluate", "us-2008", "--plan", "other.json"),
)


@pytest.fixture
def files(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(CSV)
    (tmp_path / "wrong.mod").write_text(MODEL)
    (tmp_path / "own.mod").write_text(OWN)
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "other.json").write_text("{}")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_user_reads(
    ask: Callable[..., Any], golden: Callable[[str, str], None], tmp_path: Path, lang: str
) -> None:
    told = []
    for words in LINES:
        answer = ask(*words, "--lang", lang)
        assert answer.out == ""
        assert "Traceback" not in answer.err
        message = answer.err.replace(str(tmp_path), ".")
        told.append(f"$ tinbergen {' '.join(words)}\n{message}exit {answer.code}\n")
        assert answer.code == 2, told[-1]
    golden(f"wrong_input.{lang}.txt", "\n".join(told))


@pytest.mark.usefixtures("files")
def test_every_error_is_also_a_json_object(ask: Callable[..., Any]) -> None:
    for words in LINES[::4]:
        answer = ask(*words, "--json")
        assert (answer.code, answer.out) == (2, "")
        assert json.loads(answer.err)["code"] in ask(*words).err
