"""What becomes of faults, interrupts and closed pipes; what starting costs."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tinbergen.cli import app, commands_self

Ask = Callable[..., Any]


def test_internal_errors_are_coded(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_self.platform, "platform", _fail)
    answer = ask("version")
    assert answer.code == app.INTERNAL
    assert answer.out == ""
    assert answer.err.startswith("error[U001]: internal error: ZeroDivisionError: by zero")
    assert "Traceback" not in answer.err


def test_debug_shows_the_traceback(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_self.platform, "platform", _fail)
    answer = ask("version", "--debug")
    assert answer.code == app.INTERNAL
    assert "Traceback" in answer.err


def test_interrupt(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_self.platform, "platform", _interrupt)
    answer = ask("version")
    assert (answer.code, answer.out, answer.err) == (app.INTERRUPTED, "", "")


def test_errors_are_json_on_standard_error_when_asked_for(ask: Ask) -> None:
    answer = ask("version", "--lang", "zh", "--json", "--colour")
    assert (answer.code, answer.out) == (app.MENDABLE, "")
    fault = json.loads(answer.err)
    assert fault["code"] == "U003"
    assert "没有名为" in fault["message"]
    assert list(fault) == [
        "code",
        "message",
        "cause",
        "fix",
        "hint",
        "file",
        "line",
        "column",
        "also",
    ]


def test_a_wrong_language_is_reported_in_english(ask: Ask) -> None:
    answer = ask("version", "--lang", "zhn")
    assert answer.code == app.MENDABLE
    assert answer.err.startswith("error[U008]: --lang can't be 'zhn'")
    assert "did you mean: zh" in answer.err


def test_language_from_the_environment(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINBERGEN_LANG", "zh_CN.UTF-8")
    assert ask("versoin").err.startswith("错误[U002]: 没有名为“versoin”的命令")


def test_messages_keep_their_lines_in_narrow_terminals(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = ask("forcast").err
    monkeypatch.setenv("COLUMNS", "30")
    assert ask("forcast").err == wide


def test_starting_loads_no_numerical_package() -> None:
    heavy = ("numpy", "scipy", "pandas", "statsmodels", "llvmlite", "pydantic", "jinja2")
    code = (
        "import sys; from tinbergen.cli import app; app.run(['--help']); "
        f"print([m for m in {heavy} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stderr.strip()
    # typer itself is allowed what it brings along.
    brought = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, typer; print([m for m in {heavy} if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded == brought.stdout.strip()


def _fail() -> str:
    raise ZeroDivisionError("by zero")


def _interrupt() -> str:
    raise KeyboardInterrupt
