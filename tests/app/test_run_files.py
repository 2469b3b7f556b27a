"""Tables and figures of a run: what stands in them, and under which names."""

import csv
import dataclasses
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from tinbergen.app import dynare, run_files
from tinbergen.app.model_file import ModelInputs
from tinbergen.core.errors import TinbergenError

TEXT = """var y x; varexo e u;
model; y = 0.5*y(-1) + 0.2*y(-3) + e + 1; x = y + u; end;
shocks; var e; stderr 0.1; var u; stderr 0.2; end;
resid; steady; check;
stoch_simul(order=1, irf=6, conditional_variance_decomposition=2) y x;
stoch_simul(order=1, irf=0, ar=0) x;
forecast(periods=4);
"""


@pytest.fixture
def written(tmp_path: Path) -> tuple[dynare.ModelRun, Path]:
    (tmp_path / "m.mod").write_text(TEXT)
    answer = dynare.run(ModelInputs(str(tmp_path / "m.mod")), out=tmp_path / "out")
    return answer.result, tmp_path / "out"


def table(path: Path) -> tuple[list[str], dict[str, list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, {row[0]: row[1:] for row in rows}


def test_files_of_a_second_command_have_its_number(written) -> None:
    run, folder = written
    assert sorted(p.name for p in folder.iterdir()) == list(run.files)
    assert list(run.files) == [
        "2-correlation.csv", "2-covariance.csv", "2-eigenvalues.csv", "2-moments.csv",
        "2-policy_functions.csv", "2-shock_covariance.csv", "2-variance_decomposition.csv",
        "autocorrelation.csv", "correlation.csv", "covariance.csv", "eigenvalues.csv",
        "forecast.csv", "forecast.svg", "irf_e.csv", "irf_e.svg", "irf_u.csv", "irf_u.svg",
        "moments.csv", "policy_functions.csv", "residuals.csv", "shock_covariance.csv",
        "steady_state.csv", "variance_decomposition.csv", "variance_decomposition_2_ahead.csv",
    ]  # fmt: skip


def test_tables_hold_the_numbers_in_full(written) -> None:
    """y rests at 1/(1 - .5 - .2) and is its own rule; x adds u."""
    _, folder = written
    head, rule = table(folder / "policy_functions.csv")
    at = head.index("x") - 1
    assert list(rule) == ["constant", "y(-1)", "y(-2)", "y(-3)", "e", "u"]
    expected = [1 / 0.3, 0.5, 0.0, 0.2, 1.0, 1.0]
    np.testing.assert_allclose([float(row[at]) for row in rule.values()], expected, atol=1e-12)
    _, responses = table(folder / "irf_e.csv")
    y = [float(row[0]) for row in responses.values()]
    np.testing.assert_allclose(y, 0.1 * np.array([1, 0.5, 0.25, 0.325, 0.2625, 0.18125]))
    assert list(responses) == [str(t) for t in range(1, 7)]
    _, moments = table(folder / "moments.csv")
    mean, deviation, variance = map(float, moments["x"])
    assert (mean, deviation**2) == (pytest.approx(1 / 0.3), pytest.approx(variance))
    _, shares = table(folder / "variance_decomposition.csv")
    assert float(shares["x"][1]) == pytest.approx(0.04 / variance)
    _, ahead = table(folder / "variance_decomposition_2_ahead.csv")
    assert float(ahead["x"][0]) == pytest.approx(0.0125 / 0.0525)
    assert table(folder / "shock_covariance.csv")[1]["u"] == ["0.0", "0.04000000000000001"]
    assert table(folder / "residuals.csv")[1]["y"] == ["-1.0"]
    _, forecast = table(folder / "forecast.csv")
    assert float(forecast["4"][0]) == pytest.approx(1 / 0.3)


def test_eigenvalues_have_their_moduli(written) -> None:
    with (written[1] / "eigenvalues.csv").open(encoding="utf-8") as file:
        rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:]]
    np.testing.assert_allclose(
        [r[0] for r in rows], np.hypot([r[1] for r in rows], [r[2] for r in rows])
    )
    expected = np.sort_complex(np.roots([1, -0.5, 0, -0.2]))
    np.testing.assert_allclose(np.sort_complex([a + 1j * b for _, a, b in rows]), expected)


def test_figures_are_drawn(written) -> None:
    for name in ("irf_e.svg", "forecast.svg"):
        text = (written[1] / name).read_text(encoding="utf-8")
        assert ET.fromstring(text).tag.endswith("svg")
    # x alone answers to its own disturbance.
    assert ">x<" in (written[1] / "irf_u.svg").read_text(encoding="utf-8")
    assert ">y<" not in (written[1] / "irf_u.svg").read_text(encoding="utf-8")


def test_many_variables_take_several_figures(tmp_path: Path) -> None:
    names = [f"v{k}" for k in range(30)]
    (tmp_path / "m.mod").write_text(
        f"var {' '.join(names)}; varexo e; model; {' '.join(f'{n} = 0.5*{n}(-1) + e;' for n in names)}"
        " end; shocks; var e; stderr 1; end; stoch_simul(order=1, irf=3, nomoments);\n"
    )
    dynare.run(ModelInputs(str(tmp_path / "m.mod")), out=tmp_path / "out")
    pages = [
        (tmp_path / "out" / n).read_text(encoding="utf-8") for n in ("irf_e.svg", "irf_e-2.svg")
    ]
    shown = [[n for n in names if f">{n}<" in page] for page in pages]
    assert shown == [names[:24], names[24:]]


def test_paths_of_perfect_foresight(tmp_path: Path) -> None:
    (tmp_path / "m.mod").write_text(
        "var y; varexo e; model; y = 0.5*y(-1) + 0.1*y(+1) + e; end;\n"
        "shocks; var e; periods 1; values 1; end;\n"
        "perfect_foresight_setup(periods=8); perfect_foresight_solver;\n"
    )
    answer = dynare.run(ModelInputs(str(tmp_path / "m.mod")), out=tmp_path / "out", lang="zh")
    assert answer.result.files == ("paths.csv", "paths.svg")
    head, rows = table(tmp_path / "out" / "paths.csv")
    assert head == ["period", "y", "e"]
    assert answer.result.paths is not None
    assert [float(row[0]) for row in rows.values()] == list(answer.result.paths["y"])
    assert "完全预见" in (tmp_path / "out" / "paths.svg").read_text(encoding="utf-8")


def test_nothing_is_written_where_nothing_can_be(written, tmp_path: Path) -> None:
    run = dataclasses.replace(written[0], out=None, files=())
    (tmp_path / "file").write_text("")
    with pytest.raises(TinbergenError) as fault:
        run_files.write(run, tmp_path / "file" / "below", "en")
    assert fault.value.code == "C004"
