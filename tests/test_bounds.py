"""What files and options ask for is bounded before it is made, and long work heeds a deadline."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core import files, limits
from tinbergen.core.errors import LimitError, StoppedError, TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.progress import Progress
from tinbergen.data.dataset import Dataset
from tinbergen.data.sources import library_data
from tinbergen.data.tabular import read_table
from tinbergen.dynare.run import run
from tinbergen.engine.control.problem import Problem, Term
from tinbergen.engine.control.sqp import optimise
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.engine.stochastic.ensemble import ensemble
from tinbergen.model.convert.bimets import convert_bimets
from tinbergen.model.convert.frbus import convert_frbus
from tinbergen.model.dynare.parser import parse
from tinbergen.model.library import load

MODEL = (
    "var y; varexo e; parameters a; a = .5; model; y = a*y(-1) + e; end; "
    "shocks; var e; stderr {sd}; end; {command}"
)
MDL = "MODEL\nBEHAVIORAL> c\nEQ> c = a1 + a2*{term}\nCOEFF> a1 a2\n{more}END\n"
XML = (
    "<frbus><variable><name>x</name><standard_equation><eviews_equation>x = y_x(1)*{term} + x_aerr"
    "</eviews_equation><coeff><cf_name>y_x(1)</cf_name><cf_value>0.5</cf_value></coeff>"
    "</standard_equation></variable><variable><name>z</name>"
    "<equation_type>Exogenous</equation_type></variable></frbus>"
)


def refused(work: Callable[[], object]) -> tuple[str, str]:
    """The limit that was passed, and the place where."""
    with pytest.raises(LimitError) as fault:
        work()
    return fault.value.facts["name"], str(fault.value.at)


# -- models ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("lag", ["-3000", "+2147483648", "-" + "9" * 100_000])
def test_lags_and_leads(lag: str) -> None:
    text = MODEL.format(sd=1, command="stoch_simul;").replace("(-1)", f"({lag})")
    assert refused(lambda: parse(text, "x.mod")) == ("lag", "x.mod:1:56")


@pytest.mark.parametrize(
    ("lag", "where"), [("y(1e9) = 1;", "initval"), ("y(1e400) = 1;", "histval")]
)
def test_lags_in_blocks(lag: str, where: str) -> None:
    text = MODEL.format(sd=1, command=f"{where}; {lag} end;")
    with pytest.raises(TinbergenError):
        parse(text, "x.mod")


def test_periods_of_shocks() -> None:
    command = "shocks; var e; periods 1:1000000000; values 1; end;"
    assert refused(lambda: parse(MODEL.format(sd=1, command=command), "x.mod"))[0] == "periods"


@pytest.mark.parametrize(
    "command",
    [
        "stoch_simul(irf=1000000000);", "stoch_simul(irf=0, periods=1000000000);",
        "stoch_simul(irf=0, ar=1000000000);", "stoch_simul(irf=1e300);",
        "stoch_simul(irf=0, conditional_variance_decomposition=[1:1000000000]);",
        "stoch_simul(irf=0); forecast(periods=1000000000);",
        "perfect_foresight_setup(periods=1000000000); perfect_foresight_solver;",
    ],
)  # fmt: skip
def test_periods_of_commands(command: str) -> None:
    session = run(parse(MODEL.format(sd=1, command=command), "x.mod"))
    told = [a.error.facts.get("name") for a in session.answers if a.error is not None]
    assert "periods" in told


def test_what_a_command_asks_for_must_fit_the_memory() -> None:
    text = MODEL.format(sd=1, command="stoch_simul(irf=90000);")
    with limits.raised(memory=100_000):
        session = run(parse(text, "x.mod"))
    faults = [a.error for a in session.answers if a.error is not None]
    assert faults[-1].facts["name"] == "memory"


def test_shocks_too_large_to_square() -> None:
    session = run(parse(MODEL.format(sd="1e200", command="stoch_simul;"), "x.mod"))
    assert [a.error.code for a in session.answers if a.error] == ["E240"]


@pytest.mark.parametrize(
    ("limit", "term", "more"),
    [
        ("window", "MAVE(y,1000000000)", ""),
        ("terms", "MAVE(" * 8 + "y" + ",50)" * 8, ""),
        ("terms", "TSDELTAP(" * 40 + "y" + ",1)" * 40, ""),
        ("order", "TSDELTA(y,1,300)", ""),
        ("order", "b", "PDL> a2 100000 1000000000\n"),
        ("window", "b", "PDL> a2 2 1000000000\n"),
        ("lag", "z", "RESTRICT> a1 = 1\n" + "IDENTITY> q\nEQ> q = TSLAG(y,501)\n"),
    ],
)
def test_windows_of_mdl(tmp_path: Path, limit: str, term: str, more: str) -> None:
    path = tmp_path / "model.txt"
    path.write_text(MDL.format(term=term, more=more))
    wanted = "window" if limit == "lag" else limit
    assert refused(lambda: convert_bimets(path))[0] == wanted


def test_mdl_without_equations(tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text("hello\n")
    with pytest.raises(TinbergenError) as fault:
        convert_bimets(tmp_path / "model.txt")
    assert fault.value.code == "M063"


def test_long_averages_are_not_deep(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_text(MDL.format(term="MAVE(MAVE(y,400),40)", more=""))
    assert convert_bimets(path).count("y(-10)") == 11


@pytest.mark.parametrize(
    ("limit", "term"),
    [("window", "@movav(z,1000000000)"), ("window", "d(z,5000)"), ("order", "d(z,50)"),
     ("lag", "z(-99999)"), ("terms", "@movav(@movav(@movav(z,400),400),400)")],
)  # fmt: skip
def test_windows_of_frbus(tmp_path: Path, limit: str, term: str) -> None:
    path = tmp_path / "model.xml"
    path.write_text(XML.format(term=term))
    found, at = refused(lambda: convert_frbus(path))
    assert found == limit
    assert at.startswith(f"{path}:1:")


# -- files ----------------------------------------------------------------------------------------
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_devices_do_not_fill_the_memory() -> None:
    with limits.raised(file_bytes=100_000):
        assert refused(lambda: files.read_text("/dev/zero"))[0] == "file_bytes"


def test_a_pipe_that_nobody_writes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.3)
    os.mkfifo(tmp_path / "pipe")
    for read in (files.read_text, read_table):
        with pytest.raises(TinbergenError) as fault:
            read(tmp_path / "pipe")
        assert fault.value.code == "C005"
        assert "0.3 seconds" in fault.value.render("en")


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("w") as stream:
            stream.write("a" * 100_000)
            stream.flush()
            time.sleep(0.2)
            stream.write("é")

    writer = threading.Thread(target=write)
    writer.start()
    assert files.read_text(pipe) == "a" * 100_000 + "é"
    writer.join()


def test_a_text_that_many_rows_share_is_not_unpacked(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    rows = 2000
    shared = pa.DictionaryArray.from_arrays(
        pa.array([0] * rows, pa.int32()), pa.array(["x" * 1_000_000])
    )
    content = {"date": [str(2000 + k) for k in range(rows)], "z": shared}
    pq.write_table(pa.table(content), tmp_path / "small.parquet", compression="zstd")
    assert (tmp_path / "small.parquet").stat().st_size < 100_000
    assert refused(lambda: read_table(tmp_path / "small.parquet"))[0] == "parquet_bytes"


# -- data and draws -------------------------------------------------------------------------------
def _data(scale: float = 1.0, rows: int = 60) -> Dataset:
    rng = np.random.default_rng(3)
    x = rng.normal(size=rows)
    return Dataset.of("1960Q1", {"y": scale * (x + rng.normal(size=rows)), "x": scale * x})


@pytest.mark.parametrize("scale", [1e160, 1e150, 1e-200, 1e-310])
def test_values_whose_squares_are_no_numbers_are_refused(scale: float) -> None:
    with pytest.raises(TinbergenError) as fault:
        tb.regress(_data(scale), "y", "x")
    assert fault.value.code == "F240"
    with pytest.raises(TinbergenError) as fault:
        tb.forecast_series(_data(scale)["y"], 4, 4)
    assert fault.value.code == "F240"


@pytest.mark.parametrize("scale", [1e40, 1e-40])
def test_large_and_small_values_are_computed(scale: float) -> None:
    plain, scaled = tb.regress(_data(), "y", "x"), tb.regress(_data(scale), "y", "x")
    np.testing.assert_allclose(scaled.t[1], plain.t[1], rtol=1e-9)
    plain_path = tb.forecast_series(_data()["y"], 4, 4, candidates=("snaive", "theta")).point
    path = tb.forecast_series(_data(scale)["y"], 4, 4, candidates=("snaive", "theta")).point
    np.testing.assert_allclose(path, scale * plain_path, rtol=1e-3)


def test_cells_too_large_are_refused_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("date,y\n2000,1\n2001,1e200\n")
    with pytest.raises(TinbergenError) as fault:
        read_table(tmp_path / "t.csv")
    assert (fault.value.code, str(fault.value.at)) == ("D040", f"{tmp_path / 't.csv'}:3:6")


def test_a_series_of_centuries_of_months_is_refused() -> None:
    assert refused(lambda: tb.forecast_series(np.arange(9000.0), 12, 4))[0] == "observations"
    assert refused(lambda: tb.forecast_series(np.arange(90.0), 12, 401))[0] == "horizon"


def test_draws_must_fit_the_memory() -> None:
    model = load("klein1")
    data = library_data("klein1")
    span = Span.parse("1930:1941")
    drawn = {"consumption": np.zeros((1000, span.length))}
    with limits.raised(memory=100_000):
        assert refused(lambda: ensemble(model, data, span, drawn))[0] == "memory"


# -- deadlines ------------------------------------------------------------------------------------
def _optimise() -> object:
    data = library_data("klein1")
    one, move = np.zeros((5, 2)), np.zeros((5, 2))
    one[:, 0], move[0, 1] = 1.0, 1.0
    terms = (
        Term("X", one, 300.0, 1.0),
        *(Term("G", np.roll(move, k, 0), 4.0, 1.0) for k in range(5)),
    )
    problem = Problem(("G",), ("X", "G"), terms, ())
    return optimise(load("klein1"), data, "1935:1939", problem)


def _bimets() -> object:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.txt"
        path.write_text(MDL.format(term="y", more=""))
        return convert_bimets(path)


LONG: dict[str, Callable[[], object]] = {
    "parsing": lambda: parse(MODEL.format(sd=1, command=""), "x.mod"),
    "macros": lambda: parse("@#define x = 1\n" + MODEL.format(sd=1, command=""), "x.mod"),
    "conversion": _bimets,
    "forecast": lambda: tb.forecast_series(_data()["y"], 4, 4),
    "optimisation": _optimise,
    "steady state": lambda: steady_state(_READ),
    "commands": lambda: run(_READ),
    "reading": lambda: files.read_text(__file__),
}
_READ = parse(MODEL.format(sd=1, command="stoch_simul;"), "x.mod")


@pytest.mark.parametrize("work", LONG)
def test_long_work_heeds_a_deadline_around_it(work: str) -> None:
    LONG[work]()
    with pytest.raises(StoppedError) as fault, tb.Progress(seconds=0):
        LONG[work]()
    assert fault.value.code == "U030"


def test_a_deadline_ends_with_its_block() -> None:
    outer = Progress()
    with outer:
        with Progress(seconds=0), pytest.raises(StoppedError):
            _READ and files.read_text(__file__)
        files.read_text(__file__)
        outer.cancel()
        with pytest.raises(StoppedError) as fault:
            files.read_text(__file__)
    assert fault.value.code == "C012"
    files.read_text(__file__)


def test_a_forecast_out_of_time_does_not_blame_its_candidates() -> None:
    with pytest.raises(StoppedError), Progress(seconds=0.05):
        tb.forecast_series(_data(rows=400)["y"], 4, 4, candidates=("arima", "ets"))
