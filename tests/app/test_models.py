"""Model files read, estimated, solved, run and written, from Python."""

from pathlib import Path

import pytest

from tinbergen.app import convert, dynare, models, parse
from tinbergen.app.model_file import ModelInputs
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress

AR = """\
var y;
varexo e;
parameters rho;
rho = 0.5;
model; y = rho*y(-1) + e; end;
shocks; var e; stderr 2; end;
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "ar.mod"
    path.write_text(AR + "stoch_simul(order=1);\nplot(x)\n", encoding="utf-8")
    return str(path)


def test_what_a_file_says(file: str) -> None:
    found = parse.parse(ModelInputs(file, {"rho": 0.25})).result
    assert found.parameters == {"rho": 0.25}
    assert [s.name for s in found.statements] == ["shocks", "stoch_simul"]
    assert [n.text for n in found.native] == ["plot(x)"]


def test_solution_and_responses(file: str) -> None:
    solved = dynare.solve(ModelInputs(file, {"rho": 0.25}))
    assert solved.result.ghx["y"]["y"] == pytest.approx(0.25)
    progress = Progress()
    found = dynare.respond(dynare.ResponseInputs(ModelInputs(file), "e", 3), progress).result
    assert found.size == pytest.approx(2)
    assert found.responses["y"] == pytest.approx((2, 1, 0.5))
    assert [stage.title.en for stage in progress.finish()] == ["Read the model", "Solve"]


def test_a_file_is_carried_out(file: str) -> None:
    answer = dynare.run(ModelInputs(file), lang="zh")
    assert [c.name for c in answer.result.commands] == ["stoch_simul"]
    assert answer.basis.solved is not None
    assert answer.result.variances is not None
    assert answer.result.variances["y"] == pytest.approx(4 / 0.75)


def test_the_first_fault_is_raised_where_nothing_is_solved(tmp_path: Path) -> None:
    path = tmp_path / "none.mod"
    path.write_text(AR.replace("rho = 0.5;", "") + "stoch_simul(order=1);\n", encoding="utf-8")
    with pytest.raises(TinbergenError) as fault:
        dynare.run(ModelInputs(str(path)))
    assert fault.value.code == "M006"


def test_a_model_is_written_and_read_again(file: str, tmp_path: Path) -> None:
    place = tmp_path / "again.mod"
    written = convert.export(convert.ExportInputs(ModelInputs(file), place))
    assert place.read_text(encoding="utf-8") == written.text
    assert dynare.solve(ModelInputs(str(place))).result == dynare.solve(ModelInputs(file)).result
    with pytest.raises(TinbergenError) as fault:
        convert.export(convert.ExportInputs(ModelInputs(file), Path(file)))
    assert fault.value.code == "U031"
    with pytest.raises(TinbergenError) as fault:
        convert.convert(convert.ConvertInputs("frb", Path(file)))
    assert (fault.value.code, fault.value.hint) == ("U033", "frbus")


def test_the_library(file: str) -> None:
    listed = {entry.name: entry for entry in models.list_models().models}
    assert listed["klein1"].behavioural == 3
    assert models.check_model(file).result.lags == 1
    span = Period.parse("1921").to(Period.parse("1941"))
    found = models.estimate_model(models.EstimationInputs("klein1", "ols", span))
    assert found.result.method == "ols"
    assert found.basis.sample == span
