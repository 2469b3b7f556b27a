"""The commands of both READMEs, run as they stand, in the order of the page, in one folder."""

import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tinbergen.cli.app import run

ROOT = Path(__file__).parents[2]
#: Set up an environment, which this one is already.
SETUP = ("make demo", ". .venv/bin/activate")


def commands(page: str) -> list[list[str]]:
    """The words of each command that a page's shell blocks hold."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and not line.startswith(SETUP):
                found.append(words)
    return found


def test_both_pages_give_the_same_commands() -> None:
    english, chinese = commands("README.md"), commands("README.zh.md")
    assert sorted(english) == sorted(chinese)
    assert len(english) > 25


def test_what_sets_up_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(command in text for command in SETUP)
    assert re.search(r"^demo: .*\n\t.*tinbergen demo$", (ROOT / "Makefile").read_text(), re.M)


DEMONSTRATIONS = [w for w in commands("README.md") if w[1] == "demo" and "--show-case" not in w]
#: Those that take half a minute of computing and are tests of their own (``cross`` without a file).
LONG = (["tinbergen", "demo", "all"],)

#: Words of commands that need what the Federal Reserve Board publishes.
BOARD = {"model.xml", "frbus.mod"}


def carried_out(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    program, *rest = words
    assert program == "tinbergen"
    code = run(rest)
    told = capsys.readouterr()
    assert code == 0, f"{words}: {told.err}"
    assert told.out.strip(), words


def test_every_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in commands("README.md"):
        if BOARD.isdisjoint(words):
            # Whole demonstrations stand below; here each must name a case that is there.
            shown = ["--show-case"] if words in DEMONSTRATIONS else []
            carried_out([*words, *shown], capsys)
    assert (tmp_path / "out" / "econ_data" / "report.html").is_file()
    assert (tmp_path / "map.svg").is_file()


@pytest.mark.parametrize("words", [w for w in DEMONSTRATIONS if w not in LONG], ids=" ".join)
def test_each_demonstration_runs_in_full(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    carried_out(words, capsys)
    (folder,) = (tmp_path / "out").iterdir()
    assert (folder / "report.html").is_file()
    assert run(["verify", str(folder)]) == 0


def test_the_board_s_model_comes_in(
    tmp_path: Path,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    published = shared / "data" / "frbus"
    shutil.copy(published / "model.xml", "model.xml")
    pd.read_parquet(published / "longbase.parquet").to_csv("longbase.csv")
    for words in commands("README.md"):
        if not BOARD.isdisjoint(words):
            carried_out(words, capsys)
