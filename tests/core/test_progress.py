"""Stages, cancelling and deadlines, with nobody watching and with somebody."""

import threading
import time

import pytest

from tinbergen.core.errors import StoppedError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text

READ, SOLVE = Text("Read", "读取"), Text("Solve", "求解")


def test_stages_end_when_the_next_begins() -> None:
    progress = Progress()
    progress(READ)
    progress(SOLVE)
    assert [stage.title for stage in progress.stages] == [READ]
    assert progress.current == SOLVE
    done = progress.finish()
    assert [stage.title for stage in done] == [READ, SOLVE]
    assert all(stage.seconds >= 0 for stage in done)
    assert progress.finish() == done


def test_a_stage_with_the_same_title_goes_on() -> None:
    told: list[tuple[Text | None, float | None]] = []
    progress = Progress(lambda p: told.append((p.current, p.part)))
    progress(SOLVE, 0.0)
    progress(SOLVE, 0.5)
    progress.finish()
    assert told == [(SOLVE, 0.0), (SOLVE, 0.5), (None, None)]
    assert len(progress.stages) == 1


def test_cancelling_from_another_thread() -> None:
    progress = Progress()
    progress.check()
    thread = threading.Thread(target=progress.cancel)
    thread.start()
    thread.join()
    with pytest.raises(StoppedError) as fault:
        progress(READ)
    assert fault.value.code == "C012"
    assert progress.current is None


def test_a_deadline() -> None:
    assert Progress().left is None
    progress = Progress(seconds=60)
    progress.check()
    assert progress.left is not None
    assert 59 < progress.left <= 60
    late = Progress(seconds=2, since=time.monotonic() - 3)
    with pytest.raises(StoppedError) as fault:
        late.check()
    assert fault.value.code == "U030"
    assert "2 s" in fault.value.render()
