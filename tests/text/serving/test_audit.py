"""A log whose lines can't be changed, removed, exchanged or cut off unseen."""

import json
from threading import Thread

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.serving.audit import AuditLog, read_audit


@pytest.fixture
def log(tmp_path):
    made = AuditLog(tmp_path / "audit.jsonl")
    for status in (200, 200, 401):
        made.add(status=status)
    made.close()
    return tmp_path / "audit.jsonl"


def test_a_log_left_alone(log) -> None:
    found = read_audit(log)
    assert (found.records, found.statuses, found.alarms) == (3, {"200": 2, "401": 1}, {})
    again = AuditLog(log)
    again.add(alarm="drift", value=0.3)
    again.close()
    assert read_audit(log).alarms == {"drift": 1}


def test_several_add_to_one_log(tmp_path) -> None:
    path = tmp_path / "audit.jsonl"

    def add(log: AuditLog, status: int) -> None:
        for _ in range(120):
            log.add(status=status)

    logs = [AuditLog(path) for _ in range(4)]
    threads = [Thread(target=add, args=(log, 200 + i)) for i, log in enumerate(logs)]
    for thread in threads:
        thread.start()
    late = AuditLog(path)
    late.add(status=500)
    for thread in threads:
        thread.join()
    found = read_audit(path)
    assert found.records == 481 and found.statuses["500"] == 1
    assert all(found.statuses[str(200 + i)] == 120 for i in range(4))
    for log in (*logs, late):
        log.close()
    # The note says how far all of them went, not how far the last one to write it knew.
    path.write_text("".join(line + "\n" for line in path.read_text().splitlines()[:480]))
    with pytest.raises(TinbergenError, match="T114"):
        read_audit(path)


def test_a_line_of_others_is_not_gone_on_from(log) -> None:
    own = AuditLog(log)
    with log.open("a") as other:
        other.write("no line\n")
    own.add(status=200)
    own.close()
    with pytest.raises(TinbergenError, match="T114") as found:
        read_audit(log)
    assert found.value.at.line == 4


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda rows: [rows[0].replace("200", "500"), *rows[1:]], 1),
        (lambda rows: rows[1:], 1),
        (lambda rows: [rows[0], rows[2]], 2),
        (lambda rows: [rows[1], rows[0], rows[2]], 1),
        (lambda rows: [rows[0], rows[0], *rows[1:]], 2),
        (lambda rows: rows[:2], 2),
        (lambda rows: [], 1),
        (lambda rows: [*rows, "{}"], 4),
        (lambda rows: [*rows, "[1]"], 4),
        # Renumbered, so that only the chain tells.
        (lambda rows: [rows[0], json.dumps(json.loads(rows[2]) | {"n": 2})], 2),
    ],
)
def test_a_log_tampered_with(log, change, line) -> None:
    rows = change(log.read_text().splitlines())
    log.write_text("".join(row + "\n" for row in rows))
    with pytest.raises(TinbergenError, match="T114") as found:
        read_audit(log)
    assert found.value.at.line == line
    with pytest.raises(TinbergenError, match="T114"):
        AuditLog(log)


def test_a_note_tampered_with(log) -> None:
    note = log.with_name("audit.jsonl.end")
    written = json.loads(note.read_text())
    note.write_text(json.dumps(written | {"n": 2}))
    with pytest.raises(TinbergenError, match="T114"):
        read_audit(log)
    note.unlink()
    with pytest.raises(TinbergenError, match="T114"):
        read_audit(log)


def test_another_key_can_not_mend_the_chain(log, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TINBERGEN_KEY", str(tmp_path / "other"))
    with pytest.raises(TinbergenError, match="T114"):
        read_audit(log)
