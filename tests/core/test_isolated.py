"""What lies in the current folder is not imported by the program's processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tinbergen.core import isolated


@pytest.fixture
def spied(tmp_path: Path) -> Path:
    """A folder with modules of names that processes import."""
    for name in ("numpy", "struct", "typer", "tomllib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from here')\n")
    return tmp_path


def test_the_program_started_as_a_module(spied: Path) -> None:
    for words in (["model", "list"], ["packs", "macro"]):
        done = subprocess.run(
            [sys.executable, "-m", "tinbergen", *words], cwd=spied, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_the_current_folder_stays_where_the_package_lies_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = Path(isolated.__file__).resolve().parents[2]
    monkeypatch.setattr(sys, "path", ["", str(tmp_path)])
    monkeypatch.chdir(tmp_path)
    assert isolated.module_path() == [str(tmp_path)]
    monkeypatch.chdir(home)
    assert isolated.module_path() == [str(home), str(tmp_path)]
    isolated.leave_current_folder()
    assert sys.path == ["", str(tmp_path)]


def test_the_environment_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in (None, "0"):
        if before is None:
            monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
        else:
            monkeypatch.setenv("PYTHONSAFEPATH", before)
        with isolated.safe_path():
            assert os.environ["PYTHONSAFEPATH"] == "1"
        assert os.environ.get("PYTHONSAFEPATH") == before
