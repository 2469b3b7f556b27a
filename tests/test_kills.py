"""Runs that are killed at random moments leave nothing that looks whole and is not."""

import pytest
from benchmarks.kills import kill


@pytest.mark.slow
def test_what_kills_leave_is_told_and_the_next_run_works() -> None:
    found = kill(10, 3)
    assert sum(found.values()) == 10
    assert any("killed" in left for left in found)
