"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of other programs' numbers and of real data; tests that need it skip without."""
    folder = ROOT / os.environ.get("TINBERGEN_SHARED", "../shared")
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set TINBERGEN_SHARED)")
    return folder
