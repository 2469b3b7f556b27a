"""FRB/US as one world of the United States' case, where the Board's files are there."""

import csv
import json
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from tinbergen.loop.case import cases
from tinbergen.loop.situation import assess
from tinbergen.loop.worlds.protocol import Choice

EXAMPLE = runpy.run_path(str(Path(__file__).parents[2] / "examples" / "frbus_member.py"))


@pytest.fixture(scope="module")
def joined(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pyarrow")
    data = shared.resolve() / "data" / "frbus"
    folder = tmp_path_factory.mktemp("frbus")
    found: Path = EXAMPLE["join"](data / "model.xml", data / "longbase.parquet", folder)
    return found


def test_a_plan_counts_it(joined: Path) -> None:
    """It answers the rate, purchases and transfers, and the case's other worlds stay."""
    done = subprocess.run(
        [sys.executable, "-m", "tinbergen", "design", str(joined), "--json"],
        capture_output=True, check=False, cwd=joined.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    plan = json.loads(done.stdout)
    worlds = {w["name"]: w for w in plan["worlds"]}
    assert worlds["frbus"]["silent"] is None
    assert worlds["frbus"]["response_weight"] == pytest.approx(0.2)
    assert worlds["frbus"]["sees_to"] == "2024Q4"
    assert worlds["smets_wouters"]["silent"] is not None
    assert worlds["frbus"]["loss"] != worlds["frbus"]["baseline_loss"]


def test_what_instruments_do(joined: Path) -> None:
    """By sign and size: a year of one percent of GDP, a year of one percent on the rate."""
    there = assess(cases.load(joined))
    world = next(w for w in there.worlds if w.name == "frbus")
    names, settings = ("GROWTH", "U", "INFL4", "ADDED"), there.span.length
    for instrument in ("PURCHASES", "TRANSFERS"):
        assert np.abs(world.baseline(instrument)).max() < 1e-9
    found = {}
    for instrument in ("PURCHASES", "TRANSFERS", "r"):
        dynamics = world.dynamics((instrument,), names, "announced")
        run, more = dynamics.start(), np.zeros((settings, 1))
        more[:4] = 1.0
        moved = dynamics.paths(dynamics.moved(run, more)) - dynamics.paths(run)
        found[instrument] = dict(zip(names, moved.T, strict=True))
    gdp = {i: np.cumsum(found[i]["GROWTH"])[3] / 4 for i in found}
    assert 0.5 < gdp["PURCHASES"] < 1.2 and 0.1 < gdp["TRANSFERS"] < gdp["PURCHASES"]
    assert gdp["r"] < -0.1 and found["r"]["U"][6] > 0.1 > 0 > found["PURCHASES"]["U"][3]
    # What is bought costs a percent of GDP, less what taxes bring in and transfers save.
    assert 0.4 < found["PURCHASES"]["ADDED"][3] < 1.0


def test_a_rate_does_what_it_does_in_pyfrbus(joined: Path, shared: Path) -> None:
    """The rate of pyfrbus' 100 basis points as a plan's path: its output and unemployment.

    24 quarters from 2040Q1, the surplus rule on; pyfrbus 1.1.0 at its tightest tolerances.
    """
    folder = shared / "reference" / "frbus"
    with (folder / "frbus_pyfrbus_var_100bp_levels_TIGHT_all284.csv").open() as file:
        header, *rows = csv.reader(file)
    table = np.array([row[1:] for row in rows], dtype=float).T
    expected = dict(zip(header[1:], table, strict=True))
    case = yaml.safe_load(joined.read_text(encoding="utf-8"))
    world = {k: v for k, v in case["worlds"][-1].items() if k != "sees_to"}
    world |= {"policy": {"rff": "rff"}, "set": {"dfpdbt": 0, "dfpsrp": 1}}
    words = {"en": "x", "zh": "x"}
    alone = {
        "name": "alone", "title": words, "data": {"source": "longbase.parquet", "columns": "own"},
        "as_of": "2039Q4", "horizon": 24, "worlds": [world], "diagnosis": [], "alternatives": [],
        "instruments": [{"name": "r", "title": words, "unit": words}],
        "targets": [{"variable": "U", "title": words, "unit": words, "desired": 4}],
        "trip_wires": {"variables": []},
    }  # fmt: skip
    path = joined.parent / "alone.yaml"
    path.write_text(json.dumps(alone), encoding="utf-8")  # YAML without aliases
    found = assess(cases.load(path)).worlds.lead.respond(
        Choice({"r": expected["rff"]}), ("U", "xgdp", "pcpi", "r")
    )
    for ours, theirs in (("U", "lur"), ("xgdp", "xgdp"), ("pcpi", "pcpi")):
        np.testing.assert_allclose(found.central[ours], expected[theirs], rtol=1e-7, err_msg=ours)
