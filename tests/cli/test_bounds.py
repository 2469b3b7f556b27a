"""Options of every command, streams that take nothing, and an interrupt at the start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinbergen.cli import app
from tinbergen.cli.arguments import common
from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError

Ask = Callable[..., Any]

LONG = "var y; varexo e; model; y = .5*y(-3)+e; end; shocks; var e; stderr 1; end; stoch_simul;"


def test_common_options_stand_anywhere() -> None:
    said = common(["--timeout=3", "run", "--limit", "lag=1,order=2", "x", "--limit", "window=4"])
    assert (said.timeout, said.rest) == ("3", ("run", "x"))
    assert said.limits == ("lag=1", "order=2", "window=4")
    assert common(["a", "--", "--timeout", "3"]).rest == ("a", "--", "--timeout", "3")
    for option in ("--timeout", "--limit", "--lang"):
        with pytest.raises(TinbergenError) as fault:
            common(["packs", option])
        assert (fault.value.code, fault.value.facts["option"]) == ("U006", option)


def test_a_limit_holds_for_its_command(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "long.mod").write_text(LONG)
    told = ask("model", "run", str(tmp_path / "long.mod"), "--limit", "lag=2")
    assert told.code == 2
    assert "error[C240]" in told.err
    assert "--limit lag=3" in told.err
    assert ask("model", "run", str(tmp_path / "long.mod"), "--limit", "lag=3").code == 0
    assert limits.most("lag") == limits.Limits().lag
    assert "error[U240]" in ask("packs", "--limit", "lags=3").err


def _run(*words: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "tinbergen", *words], check=False, **streams)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_takes_no_more_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = _run("version", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert b"error[U242]: the output can't be written" in done.stderr


def test_closed_streams_lead_nowhere() -> None:
    line = f"exec '{sys.executable}' -m tinbergen version >&- 2>&- <&-"
    assert subprocess.run(["/bin/sh", "-c", line], check=False).returncode == 0


def test_an_interrupt_at_the_start_ends_in_silence() -> None:
    code = (
        "import builtins, os, signal, sys\n"
        "import tinbergen.__main__ as program\n"
        "load = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name.startswith('tinbergen.cli'):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return load(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "program.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


def test_memory_that_does_not_suffice_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhausted(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(app, "_dispatch", exhausted)
    assert app.run(["version"]) == 2
    assert "error[U243]" in capsys.readouterr().err


def test_other_processes_keep_the_limits() -> None:
    with limits.raised(lag=77):
        code = "from tinbergen.core import limits; print(limits.most('lag'))"
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert shown.stdout.strip() == b"77"
    assert limits.VARIABLE not in os.environ
