"""Writing small files, and comparing messages with the files that hold them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "data"

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


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], None]:
    """Compare a text with the file of that name; UPDATE_GOLDEN=1 writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
