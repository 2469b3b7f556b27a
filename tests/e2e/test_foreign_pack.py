"""A pack that another distribution brings works like those that come with the program."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOY = Path(__file__).parents[2] / "examples" / "packs" / "broadband"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as installing a distribution leaves it: the package and its metadata."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(TOY, folder / "toypack")
    # Finding and reading a pack runs nothing of it; asking one of its questions does.
    (folder / "toypack" / "__init__.py").write_text(
        "import sys\nif 'packs' in sys.argv:\n    raise SystemExit('this must not run')\n"
    )
    info = folder / "toypack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toypack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tinbergen.packs]\nbroadband = toypack\n")
    return folder


def ask(site: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if k not in ("TINBERGEN_LANG", "FORCE_COLOR")}
    before = clean.get("PYTHONPATH")
    path = os.pathsep.join([str(site), *([before] if before else [])])
    return subprocess.run(
        [sys.executable, "-m", "tinbergen", *words],
        capture_output=True, cwd=cwd, env={**clean, "PYTHONPATH": path}, check=False,
    )  # fmt: skip


def answer(site: Path, cwd: Path, *words: str):
    done = ask(site, cwd, *words, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)


def test_it_is_listed(site: Path, tmp_path: Path) -> None:
    found = answer(site, tmp_path, "packs")["packs"]
    mine = next(p for p in found if p["name"] == "broadband")
    assert mine["cases"] == ["toy-case"]
    assert mine["folder"] == str(site / "toypack")
    share = next(i for i in mine["indicators"] if i["code"] == "SHARE")
    assert share["plausible"] == [0.0, 100.0]
    assert [q["examine"] for q in mine["diagnosis"]] == ["composition", "coverage"]
    shown = ask(site, tmp_path, "packs", "broadband", "--lang", "zh")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "光纤占比" in shown.stdout.decode()


def test_its_case_runs_the_whole_circle(site: Path, tmp_path: Path) -> None:
    found = answer(site, tmp_path, "run", "toy-case", "--out", "here")
    names = [f["name"] for f in found["diagnosis"]["findings"]]
    assert sorted(names) == ["composition of LINES", "coverage"]
    subsidy = next(s for s in found["plan"]["instruments"] if s["name"] == "SUBSIDY")
    assert max(subsidy["values"]) > 1
    assert found["monitoring"]["reviews"]
    assert found["evaluation"]["findings"]
    page = (tmp_path / "here" / "report.html").read_text(encoding="utf-8")
    assert "share of fibre" in page.lower()
    assert "points a year: 75% in" in page


def test_its_own_message_is_told(site: Path, tmp_path: Path) -> None:
    case = (TOY / "toy-case.yaml").read_text(encoding="utf-8")
    own = "diagnosis: [{examine: broadband.coverage, with: {of: LINES_COPPER, level: 1}}]\n"
    (tmp_path / "mine.yaml").write_text(case + own, encoding="utf-8")
    for name in ("broadband.mod", "lines.csv"):
        shutil.copy(TOY / name, tmp_path)
    done = ask(site, tmp_path, "diagnose", "mine.yaml", "--lang", "zh")
    assert done.returncode == 2
    assert "错误[broadband-1] mine.yaml:" in done.stderr.decode()
    assert "LINES_COPPER 在过去 5 年没有增长" in done.stderr.decode()


def test_scenarios_and_links_reach_it(site: Path, tmp_path: Path) -> None:
    links = answer(site, tmp_path, "concepts", "--out", "map.svg")["links"]
    assert ("macro.GDP", "broadband.INCOME") in {(k["cause"], k["effect"]) for k in links}
    assert "Income of the town" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    told = answer(site, tmp_path, "scenarios", "trade-war")["scenarios"][0]
    reached = {r["indicator"]: r["changes"][0] for r in told["reaches"]}
    assert reached["broadband.INCOME"] == reached["macro.GDP"] < 0
    calm = answer(site, tmp_path, "design", "toy-case")
    war = answer(site, tmp_path, "design", "toy-case", "--scenario", "inequality-widening")
    before = [plan["attainment"][0]["before"] for plan in (calm, war)]
    assert before[1] < before[0]


def test_reading_a_pack_below_another_package_runs_neither(site: Path, tmp_path: Path) -> None:
    """To look for ``ministry.broadband`` as imports do would run ``ministry/__init__.py``."""
    folder = tmp_path / "site"
    shutil.copytree(site / "toypack", folder / "ministry" / "broadband")
    (folder / "ministry" / "__init__.py").write_text("raise SystemExit('this must not run')\n")
    info = folder / "ministry-1.0.dist-info"
    shutil.copytree(site / "toypack-1.0.dist-info", info)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ministry\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tinbergen.packs]\nbroadband = ministry.broadband\n")
    found = answer(folder, tmp_path, "packs", "broadband")["packs"]
    assert found[0]["folder"] == str(folder / "ministry" / "broadband")


def test_without_the_distribution_it_is_gone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tinbergen", "packs", "broadband"],
        capture_output=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"error[L044]" in done.stderr
