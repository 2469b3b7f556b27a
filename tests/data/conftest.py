"""Writing small files, and comparing messages with the files that hold them."""

from collections.abc import Callable
from pathlib import Path

import pytest

Writer = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """Write ``data.csv`` into an empty folder that becomes the current one."""
    monkeypatch.chdir(tmp_path)

    def writer(content: str | bytes) -> Path:
        path = Path("data.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer
