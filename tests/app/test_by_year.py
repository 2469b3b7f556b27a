"""Work is shared out to processes that import nothing from the current folder."""

from pathlib import Path

import pytest

from tinbergen.app.by_year import by_year
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import NO_TEXT


def test_processes_leave_the_current_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first module that a process needs that has not been imported before its path is set.
    (tmp_path / "multiprocessing.py").write_text("raise SystemExit('imported from here')\n")
    (tmp_path / "struct.py").write_text("raise SystemExit('imported from here')\n")
    monkeypatch.chdir(tmp_path)
    dates = [Period.parse(f"{year}Q1") for year in (2001, 2002)]
    found = by_year(tuple, tuple, dates, 2, Progress(), NO_TEXT)
    assert sorted(found) == dates
