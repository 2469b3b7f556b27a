"""Files are written whole or not at all."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import (
    made_folder,
    read_text,
    remove_leftovers,
    write_atomic,
    write_new,
)


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


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    there = tmp_path / "real" / "plan.json"
    there.write_text("old")
    link = tmp_path / "plan.json"
    link.symlink_to(there)
    assert write_atomic(link, "new") == link
    assert link.is_symlink()
    assert there.read_text() == "new"
    ahead = tmp_path / "ahead"
    ahead.symlink_to(tmp_path / "real" / "fresh")
    write_atomic(ahead, "fresh")
    assert (tmp_path / "real" / "fresh").read_text() == "fresh"


def test_modes_are_kept_and_the_umask_counts(tmp_path: Path) -> None:
    private, script = tmp_path / "private", tmp_path / "script"
    private.write_text("old")
    private.chmod(0o600)
    script.write_text("old")
    script.chmod(0o755)
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "fresh", "x")
        write_atomic(private, "new")
        write_atomic(script, "new")
    finally:
        os.umask(before)
    assert [mode_of(tmp_path / n) for n in ("fresh", "private", "script")] == [0o640, 0o600, 0o755]
    assert private.read_text() == script.read_text() == "new"


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    """As root a device would else be replaced by a file, and the machine broken."""
    write_atomic("/dev/null", "gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(TinbergenError, match="No space left"):
        write_atomic("/dev/full", "x")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(TinbergenError, match="C004"):
        write_atomic(pipe, "nobody reads")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomic(pipe, "read")
    assert os.read(reader, 9) == b"read"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_that_is_read_slowly_gets_all(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", bytearray()
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    def read() -> None:
        while len(got) < 300_000:
            try:
                got.extend(os.read(reader, 4096))
            except BlockingIOError:
                time.sleep(0.001)

    hand = threading.Thread(target=read)
    hand.start()
    write_atomic(pipe, b"x" * 300_000)
    hand.join(10)
    os.close(reader)
    assert len(got) == 300_000


_KILLED = """
import os, signal, sys
from pathlib import Path
from tinbergen.core import files
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
files.write_atomic(sys.argv[1], "half")
"""


def killed_while_writing(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False)
    assert done.returncode == -9


def test_what_a_kill_leaves_goes_with_the_next_write(tmp_path: Path) -> None:
    path = write_atomic(tmp_path / "report[1].html", "old")
    other = tmp_path / ".report.html.notes.part"
    other.write_text("another file's")
    killed_while_writing(path)
    assert len(list(tmp_path.iterdir())) == 3
    assert path.read_text() == "old"
    write_atomic(path, "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, path.name]
    killed_while_writing(path)
    remove_leftovers(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_writers_side_by_side_do_not_take_each_others_files(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    faults: list[BaseException] = []

    def write(letter: str) -> None:
        try:
            for _ in range(150):
                write_atomic(path, letter * 50_000)
        except BaseException as fault:
            faults.append(fault)

    hands = [threading.Thread(target=write, args=(c,)) for c in "abcd"]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert faults == []
    assert len(set(path.read_text())) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_file_of_other_content_is_not_written_over(tmp_path: Path) -> None:
    path = write_new(tmp_path / "plan.json", "mine")
    write_new(path, "mine")
    with pytest.raises(TinbergenError) as fault:
        write_new(path, "other")
    assert fault.value.code == "C237"
    assert "--force" in fault.value.text("fix")
    assert path.read_text() == "mine"
    write_new(path, "other", force=True)
    assert path.read_text() == "other"
    write_new("/dev/null", "x")
