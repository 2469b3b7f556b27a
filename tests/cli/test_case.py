"""The policy cycle on the command line: one small turn, and the verbs that it is made of."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from tinbergen.app import results
from tinbergen.core import serial
from tinbergen.core.documents.cycle import Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import Language
from tinbergen.core.text import Text
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.sources import us_macrodata
from tinbergen.loop.case.cases import load, text_of
from tinbergen.loop.plan import make_plan
from tinbergen.loop.situation import assess
from tinbergen.report.faces import view
from tinbergen.report.terminal import draw
from tinbergen.report.views.context import Context

Ask = Callable[..., Any]


def small() -> str:
    """The worked case with few draws and a short horizon."""
    text = text_of("us-2008").replace("draws: 1000", "draws: 50")
    return text.replace("horizon: 12", "horizon: 4").replace("until: 2009Q3", "until: 2008Q4")


@pytest.fixture
def case(tmp_path: Path) -> str:
    (tmp_path / "small.yaml").write_text(small())
    return "small.yaml"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    path = tmp_path_factory.mktemp("plan") / "small.yaml"
    path.write_text(small())
    return make_plan(assess(load(path)))


def test_a_turn_and_its_files(ask: Ask, case: str, tmp_path: Path) -> None:
    answer = ask("run", case, "--out", "here", "--lang", "zh", "--json")
    assert (answer.code, answer.err) == (0, "")
    found = serial.from_dict(results.CaseRun, answer.json)
    assert found.folder == "here"
    assert all((tmp_path / path).is_file() for path in found.files.values())
    assert 'lang="zh' in (tmp_path / "here" / "report.html").read_text()
    assert serial.from_json(Plan, (tmp_path / "here" / "plan.json").read_text()) == found.plan
    assert found.plan.provenance.cites == (found.diagnosis.id,)
    assert found.evaluation is not None
    assert len(found.stages) >= 6
    assert all(stage.seconds >= 0 for stage in found.stages)


def test_the_verbs_make_the_documents_of_the_turn(ask: Ask, case: str, tmp_path: Path) -> None:
    cycle = ask("run", case, "--json").json
    diagnosis = ask("diagnose", case, "--out", "diagnosis.json", "--json").json
    assert serial.from_dict(Diagnosis, diagnosis).id == cycle["diagnosis"]["id"]
    assert json.loads((tmp_path / "diagnosis.json").read_text()) == diagnosis
    plan = ask("design", case, "--out", "plan.json", "--json").json
    assert serial.from_dict(Plan, plan).id == cycle["plan"]["id"]
    monitoring = ask("monitor", case, "--plan", "plan.json", "--json").json
    assert serial.from_dict(Monitoring, monitoring).id == cycle["monitoring"]["id"]
    evaluation = ask("evaluate", case, "--plan", "plan.json", "--json").json
    assert serial.from_dict(Evaluation, evaluation).id == cycle["evaluation"]["id"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_turn_shows(ask: Ask, case: str, lang: str) -> None:
    answer = ask("run", case, "--lang", lang)
    assert (answer.code, answer.err) == (0, "")
    headings = {
        "en": ("Diagnosis", "Plan", "binding in", "Trip-wires", "Monitoring", "Evaluation"),
        "zh": ("诊断", "计划", "生效", "触发线", "监测", "评估"),
    }[lang]
    short, _, rest = answer.out.partition("╰")
    # First what a decision needs, then the documents one after the other.
    assert {"en": "against letting the rules go on", "zh": "与规则延续相比"}[lang] in short
    places = [rest.index(heading) for heading in headings]
    assert places == sorted(places)
    assert {"en": "Federal purchases", "zh": "联邦"}[lang] in answer.out
    assert {"en": "out/us-2008/report", "zh": "out/us-2008-zh/report"}[lang] in answer.out
    assert "\x1b" not in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_frames_are_straight_at_any_width(plan: Plan, lang: Language, width: int) -> None:
    screen = Console(file=io.StringIO(), width=width)
    with screen.capture() as shown:
        draw(screen, view(plan, Context({"r": Text("Interest rate", "利率")})), lang)
    lines = shown.get().splitlines()
    assert {cell_len(line) for line in lines} == {width}
    assert {line[0] + line[-1] for line in lines} == {"╭╮", "││", "╰╯"}
    assert "…│" not in shown.get()


def test_a_decision_is_recorded_and_read(ask: Ask, case: str, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(serial.to_json(serial.sealed(plan)))
    (tmp_path / "set.csv").write_text("quarter,G_gov\n2008Q4,1080\n")
    words = ("adopt", case, "--plan", "plan.json", "--by", "Congress", "--set", "set.csv")
    answer = ask(*words, "--out", "adoption.json", "--json")
    assert (answer.code, answer.err) == (0, "")
    found = serial.from_dict(Adoption, answer.json)
    assert (found.by, str(found.on), found.settings[0].values) == ("Congress", "2008Q3", (1080.0,))
    for lang, said, kept in (
        ("en", "Congress adopted the plan", "Nothing was written"),
        ("zh", "采纳计划", "未写入任何文件"),
    ):
        shown = ask(*words, "--lang", lang)
        assert said in shown.out
        assert plan.id in shown.out
        assert "1,080" in shown.out
        # What no file keeps is said to be lost.
        assert kept in shown.out
        assert "--out adoption.json" in shown.out
    shown = ask(*words, "--out", "adoption.json")
    assert "Nothing was written" not in shown.out
    for verb, more in (("monitor", ("--no-revise",)), ("evaluate", ())):
        read = ask(verb, case, "--plan", "adoption.json", *more, "--json")
        assert (read.code, read.json["plan"]) == (0, plan.id)
    twice = ask("adopt", case, "--plan", "adoption.json", "--by", "Congress")
    assert (twice.code, twice.err[:11]) == (2, "error[L058]")
    for said in ("adoption.json", plan.id, "Congress", "2008Q3", "design --out"):
        assert said in twice.err


def test_an_earlier_date(ask: Ask, case: str) -> None:
    plan = ask("design", case, "--as-of", "2006Q4", "--json").json
    assert plan["start"] == "2007Q1"
    assert plan["provenance"]["vintage"] == "2006Q4"


def test_a_plan_of_another_case(ask: Ask, case: str, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(serial.to_json(serial.sealed(plan)))
    (tmp_path / "other.yaml").write_text(small().replace("name: us-2008", "name: other"))
    answer = ask("monitor", "other.yaml", "--plan", "plan.json")
    assert (answer.code, answer.out) == (2, "")
    assert "error[L010]" in answer.err


def test_a_turn_on_a_file(ask: Ask, tmp_path: Path) -> None:
    data = us_macrodata()
    rows = [",".join(["quarter", *EIGHT])]
    for t, period in enumerate(data.span):
        rows.append(",".join([str(period), *(repr(float(data[n][t])) for n in EIGHT)]))
    (tmp_path / "mine.csv").write_text("\n".join(rows))
    answer = ask("run", "--data", "mine.csv", "--as-of", "2009Q3", "--price", "level", "--json")
    found = serial.from_dict(results.CaseRun, answer.json)
    assert found.folder == "out/mine-2009Q3"
    assert str(found.plan.start) == "2009Q4"
    # Nothing came in after the last observation.
    assert found.monitoring is None
    assert found.evaluation is None
    # The built-in targets were asked for by nobody, so they are said.
    assert [note.code for note in found.advice] == ["L261"]
    assert "GDP growth ≥ +2" in found.advice[0].message


def test_a_date_beyond_the_data(ask: Ask, case: str) -> None:
    answer = ask("run", case, "--as-of", "2030Q1")
    assert (answer.code, answer.out) == (2, "")
    assert "error[L007]" in answer.err


def test_the_worked_case_can_be_copied(ask: Ask, tmp_path: Path) -> None:
    shown = ask("demo", "--show-case").out
    assert shown == text_of("us-2008")
    assert ask("demo", "--show-case", "--json").json == {"name": "us-2008", "text": shown}


def test_targets_of_ones_own_and_the_faults_of_asking(ask: Ask, tmp_path: Path) -> None:
    us_macrodata().select(EIGHT).to_frame().to_csv(tmp_path / "mine.csv", index_label="quarter")
    asked = ["--target", "inflation<=2", "--target", "growth=none", "--bound", "short-term>=0.25",
             "--weight", "unemployment=9"]  # fmt: skip
    plan = ask("design", "--data", "mine.csv", *asked, "--json").json
    assert {a["variable"] for a in plan["attainment"]} == {"U", "INFL"}
    assert next(a["desired"] for a in plan["attainment"] if a["variable"] == "INFL") == 2
    rate = next(s["values"] for s in plan["instruments"] if s["name"] == "r")
    assert min(rate) >= 0.25 - 1e-9
    for words, code in (
        (["design", "us-2008", "--target", "inflation<=2"], "U021"),
        (["run", "us-2008", "--entity", "USA"], "U021"),
        (["design"], "U020"),
        (["run", "--data", "mine.csv", "--target", "inflation"], "U261"),
        (["run", "--data", "mine.csv", "--entity", "USA"], "D262"),
    ):
        answer = ask(*words)
        assert (answer.code, f"error[{code}]" in answer.err) == (2, True)


def test_any_case_is_shown(ask: Ask, case: str) -> None:
    assert ask("demo", "--show-case", "us-now").out.startswith("# The United States now")
    assert ask("demo", "--show-case", case).out.rstrip("\n") == small().rstrip("\n")
    answer = ask("demo", "--show-case", "us-noww")
    assert (answer.code, "did you mean: us-now" in answer.err) == (2, True)
