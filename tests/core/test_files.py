"""Files are written whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import made_folder, read_text, write_atomic


def test_writes_text_and_bytes_into_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    path = write_atomic(tmp_path / "a" / "b" / "out.txt", "消费\n")
    assert path.read_bytes() == "消费\n".encode()
    write_atomic(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert [p.name for p in path.parent.iterdir()] == ["out.txt"]


@pytest.mark.parametrize("stage", ["replace", "chmod"])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, fault: BaseException
) -> None:
    path = write_atomic(tmp_path / "plan.json", "old")

    def fail(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(Path, stage, fail)
        with pytest.raises((TinbergenError, KeyboardInterrupt)) as caught:
            write_atomic(path, "new")
    if isinstance(fault, OSError):
        assert isinstance(caught.value, TinbergenError)
        assert caught.value.code == "C004"
        assert "No space left on device" in caught.value.text("title")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "out.txt", tmp_path):
        with pytest.raises(TinbergenError) as fault:
            write_atomic(path, "new")
        assert fault.value.code == "C004"
        assert str(path) in fault.value.text("title")


@given(st.text())
def test_utf8_reads_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("files") / "t.txt"
    write_atomic(path, text)
    assert read_text(path) == text.removeprefix("\ufeff")


def test_latin1_and_byte_order_marks(tmp_path: Path) -> None:
    path = tmp_path / "modèle.mod"
    path.write_bytes("// modèle de croissance".encode("latin-1"))
    assert read_text(path) == "// modèle de croissance"
    path.write_bytes(b"\xef\xbb\xbfvar y;")
    assert read_text(path) == "var y;"


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "nowhere.mod", "C005"), (tmp_path, "C260")):
        with pytest.raises(TinbergenError) as fault:
            read_text(path)
        assert fault.value.code == code
        assert str(path) in fault.value.text("title")


def test_a_folder_is_made_or_refused(tmp_path: Path) -> None:
    made = made_folder(tmp_path / "a" / "b")
    assert made.is_dir()
    assert made_folder(made) == made
    (made / "file").touch()
    for name in ("file", "x" * 300):
        with pytest.raises(TinbergenError, match="C004"):
            made_folder(made / name)
