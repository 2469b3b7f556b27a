"""What the package costs to install and to import, and that its front door holds."""

from __future__ import annotations

import importlib.metadata as metadata
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import tinbergen

ROOT = Path(__file__).parents[1]
MOST_PACKAGES = 45
MOST_MEGABYTES = 450


def _base_install() -> dict[str, metadata.Distribution]:
    """Tinbergen's dependencies, theirs, and so on, as installed; extras left out."""
    found: dict[str, metadata.Distribution] = {}
    waiting = ["tinbergen"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found[name] = metadata.distribution(name)
        for line in found[name].requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def _megabytes(distribution: metadata.Distribution) -> float:
    """Size of the files a package installs; caches that Python makes later do not count."""
    paths = (distribution.locate_file(f) for f in distribution.files or ())
    sizes = [p.stat().st_size for p in paths if p.suffix != ".pyc" and p.is_file()]  # type: ignore[attr-defined]
    return sum(sizes) / 1e6


def test_base_install_is_light() -> None:
    installed = _base_install()
    size = sum(_megabytes(d) for d in installed.values())
    assert len(installed) < MOST_PACKAGES, sorted(installed)
    assert size < MOST_MEGABYTES
    assert not {"torch", "dask", "matplotlib", "symengine"} & set(installed)


def test_import_loads_nothing_heavy() -> None:
    heavy = "('numpy', 'pandas', 'scipy', 'pydantic', 'llvmlite')"
    code = f"import sys, tinbergen; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [n for n in tinbergen.__all__ if n != "__version__"])
def test_every_public_name_is_there(name: str) -> None:
    assert callable(getattr(tinbergen, name))
    assert name in dir(tinbergen)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="consumption"):
        tinbergen.consumption  # noqa: B018


def test_first_five_minutes_runs_and_stands_in_the_readmes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = ROOT / "examples" / "first_five_minutes.py"
    text = path.read_text(encoding="utf-8").strip()
    assert len(text.splitlines()) <= 40
    for readme in ("README.md", "README.zh.md"):
        assert text in (ROOT / readme).read_text(encoding="utf-8")
    runpy.run_path(str(path))
    shown = capsys.readouterr().out
    assert "16.441" in shown  # the 3SLS constant of consumption, as published for Klein's model
    assert "targets" in shown
