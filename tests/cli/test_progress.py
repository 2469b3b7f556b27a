"""The limit of time that every command takes, and stages drawn where someone watches."""

import re
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import typer

from tinbergen.cli import deadline
from tinbergen.cli.app import build
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.errors import StoppedError
from tinbergen.core.text import Text

Ask = Callable[..., Any]

#: Commands that compute nothing worth a limit.
QUICK = {"packs", "scenarios", "concepts", "schema", "verify", "doctor", "version", "list"}


def test_every_command_that_computes_takes_a_limit() -> None:
    root: Any = typer.main.get_command(build())
    groups = (root.commands, root.commands["model"].commands)
    commands = {name: c for group in groups for name, c in group.items() if name != "model"}
    without = {n for n, c in commands.items() if all(p.name != "timeout" for p in c.params)}
    assert without == QUICK


@pytest.mark.parametrize("word", ["0", "soon", "-1"])
def test_a_limit_is_a_positive_number(ask: Ask, word: str) -> None:
    answer = ask("diagnose", "us-2008", "--timeout", word)
    assert (answer.code, answer.out) == (2, "")
    assert "error[U011]: --timeout" in answer.err


def test_time_runs_out_within_another_program() -> None:
    with pytest.raises(StoppedError) as fault, working(Output(), "0.2"):
        while True:
            time.sleep(0.01)
    assert fault.value.code == "U030"
    assert deadline.began() is None


def test_stages_are_drawn_and_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with working(Output("zh"), keep=True) as progress:
        progress(Text("Read", "读取"))
        progress(Text("Solve", "求解"), 0.5)
        time.sleep(0.3)
    assert [stage.title.en for stage in progress.stages] == ["Read", "Solve"]
    shown = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err)
    assert "求解  50%" in shown
    assert shown.index("✓ 读取") < shown.index("✓ 求解")
