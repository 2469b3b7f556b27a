"""Models are compiled afresh."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def fresh(nothing_kept_on_disk: None) -> None:
    """Nothing compiled is read from the disk or left there."""
