"""The examples on real data: each writes its report in both languages, with the numbers it has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What each must say: numbers that other programs or the sources give, or that tests here hold.
SAID = {
    "carbon_prices": (),
    "chile_2013": (),
    "crises": ("23 crises",),
    "digital_europe": ("Ranks over all choices",),
    # Euro Area Business Cycle Dating Committee (CEPR): peaks in 1974Q3, 1980Q1, 1992Q1, 2008Q1,
    # 2011Q3.
    "euro_area": ("1974Q3, 1980Q1, 1992Q1, 2008Q1, 2011Q3",),
    "gravity_69": (),
    "patents": ("Without China",),
    "treasury": ("A project",),
    "twenty_economies": (),
    # Ramey and Zubairy (2018), table 1: .71; Arkhangelsky and others (2021): -15.6.
    "what_policy_did": (">0.71<", "−15.6"),
}
FILES = {path.stem for path in (ROOT / "examples" / "diagnoses").glob("*.py")} - {"pages"}


def test_every_example_is_looked_at() -> None:
    assert set(SAID) == FILES


@pytest.mark.parametrize("name", sorted(SAID))
def test_an_example_writes_its_report(name: str, shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    script = ROOT / "examples" / "diagnoses" / f"{name}.py"
    env = {"PATH": "", "PYTHONPATH": str(ROOT / "src"), "TINBERGEN_SHARED": str(shared)}
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", script, tmp_path], env=env,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for lang in ("en", "zh"):
        page = (tmp_path / f"{name}.{lang}.html").read_text("utf-8")
        text = re.sub(r"<style.*?</style>|<script.*?</script>", "", page, flags=re.S)
        assert "nan" not in re.sub(r"<[^>]+>", " ", text).lower().split()
        if lang == "en":
            for words in SAID[name]:
                assert words in page
        else:
            assert re.search("[一-龥]", text)
