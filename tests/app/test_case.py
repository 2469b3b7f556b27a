"""A case is run from Python: stages told, files written, cancelled between stages."""

from pathlib import Path

import pytest

from tinbergen.app.case import (
    CaseInputs,
    DataInputs,
    TurnInputs,
    demo_of,
    folder_of,
    read_case,
    run_case,
)
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import StoppedError, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.serial import from_json


def test_a_turn_and_its_files(small: CaseInputs, tmp_path: Path) -> None:
    progress = Progress()
    answer = run_case(TurnInputs(small, tmp_path / "here", "zh"), progress)
    found = answer.result
    assert all(Path(path).is_file() for path in found.files.values())
    assert from_json(Plan, Path(found.files["plan"]).read_text(encoding="utf-8")) == found.plan
    assert found.stages == progress.stages
    words = [stage.title.en.split(":")[0] for stage in found.stages]
    assert words == ["Read", "Collect", "Diagnose", "Design", "Monitor", "Evaluate", "Report"]
    assert answer.basis.cycle.plan is found.plan
    assert answer.basis.case.name == found.case == "us-2008"


def test_a_turn_is_cancelled_at_its_next_stage(small: CaseInputs, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.stages:
            progress.cancel()

    with pytest.raises(StoppedError):
        run_case(TurnInputs(small, tmp_path / "here"), Progress(stop))
    assert not (tmp_path / "here").exists()


def test_a_folder_that_can_not_be_written_is_found_before_the_work(
    small: CaseInputs, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    progress = Progress()
    with pytest.raises(TinbergenError) as fault:
        run_case(TurnInputs(small, tmp_path / "file" / "here"), progress)
    assert fault.value.code == "C004"
    assert progress.stages == ()


def test_a_case_at_another_date_and_under_a_scenario() -> None:
    case = read_case(CaseInputs("us-2008", Period.parse("2006Q4"), "climate-damage"))
    assert str(case.as_of) == "2006Q4"
    assert case.scenario != read_case(CaseInputs("us-2008")).scenario


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TinbergenError) as fault:
        read_case(DataInputs(tmp_path / "none.csv"))
    assert fault.value.code == "D010"
    assert demo_of("macro") == "us-2008"


def test_a_short_name_that_is_not_there_is_guessed() -> None:
    with pytest.raises(TinbergenError) as fault:
        demo_of("crissis")
    assert (fault.value.code, fault.value.hint) == ("L044", "crisis")
    assert demo_of("crisis") == demo_of("us-crisis") == "us-crisis"


def test_what_is_asked_of_data_is_in_the_name_of_the_folder(small: CaseInputs) -> None:
    case = read_case(small)

    def folder(*targets: str, bounds: tuple[str, ...] = ()) -> Path:
        asked = DataInputs(Path("x.csv"), targets=targets, bounds=bounds)
        return folder_of(TurnInputs(asked), case)

    plain = folder()
    assert plain == Path("out") / case.name
    one, two = folder("a<=1", "b<=1"), folder("a<=2")
    assert one.name.startswith(f"{case.name}-asked-")
    assert one == folder("b<=1", "a<=1") and len({plain, one, two, folder(bounds=("a<=2",))}) == 4
