"""Paths that Dynare 5.3 computed for other people's files, by our own files of the same equations."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np

from tinbergen.dynare.run import run
from tinbergen.model.dynare.parser import parse_file

MODELS = Path(__file__).parent / "models" / "dynare"


def test_the_zero_lower_bound_under_commitment(shared: Path) -> None:
    """Gali (2015), ch. 5: the path of Pfeifer's collection, solved with lmmcp."""
    name = "pfeifer__Gali_2015__Gali_2015_chapter_5_commitment_ZLB"
    with lzma.open(shared / "reference" / "dynare" / f"{name}.json.xz") as file:
        known = json.load(file)
    (solved,) = known["pf"]
    assert solved["lmmcp"] == solved["status"] == 1
    found = run(parse_file(MODELS / "bound_commitment.mod")).paths
    assert found is not None
    called = {"pi": "pi", "x": "x", "i": "i", "p": "p", "m1": "xi_1", "m2": "xi_2"}
    for ours, theirs in called.items():
        row = solved["endo_simul"][known["endo_names"].index(theirs)]
        np.testing.assert_allclose(found.paths[ours], np.array(row, float), atol=1e-6)
    assert found.paths["i"].min() == 0
