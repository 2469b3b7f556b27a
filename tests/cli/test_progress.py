"""The limit of time that every command takes, and stages drawn where someone watches."""

import re
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tinbergen.cli import deadline
from tinbergen.cli.output import Output
from tinbergen.cli.progress import working
from tinbergen.core.errors import StoppedError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text

Ask = Callable[..., Any]


@pytest.mark.parametrize("command", ["packs", "schema", "model list", "diagnose us-2008"])
@pytest.mark.parametrize("word", ["0", "soon", "-1"])
def test_a_limit_is_a_positive_number(ask: Ask, command: str, word: str) -> None:
    answer = ask(*command.split(), "--timeout", word)
    assert (answer.code, answer.out) == (2, "")
    assert "error[U011]: --timeout" in answer.err


def test_time_runs_out_within_another_program() -> None:
    progress = Progress(seconds=0.2)
    with pytest.raises(StoppedError) as fault, deadline.within(progress, Output()):
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
