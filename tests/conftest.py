"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a red run is a changed program; HYPOTHESIS_PROFILE=explore
# looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of other programs' numbers and of real data; tests that need it skip without."""
    folder = ROOT / os.environ.get("TINBERGEN_SHARED", "../shared")
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set TINBERGEN_SHARED)")
    return folder
