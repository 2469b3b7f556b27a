"""A turn for each economy of a panel."""

from pathlib import Path

import pandas as pd
import pytest

from tinbergen.app.case import DataInputs, TurnInputs, read_case
from tinbergen.app.forecast import ForecastInputs, forecast
from tinbergen.app.panel import run_panel
from tinbergen.app.regress import RegressionInputs, regress
from tinbergen.core.errors import StoppedError, TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.data.catalogue import EIGHT
from tinbergen.data.sources import us_macrodata


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The United States twice, once with an interest rate that never moves."""
    frame = us_macrodata().select(EIGHT).to_frame().rename_axis("date").reset_index()
    broken = frame.assign(country="Nowhere", r=3.0)
    path = tmp_path_factory.mktemp("panel") / "panel.csv"
    pd.concat([frame.assign(country="USA"), broken]).to_csv(path, index=False)
    return path


def test_one_economy_is_told_and_the_others_go_on(panel: Path, tmp_path: Path) -> None:
    inputs = TurnInputs(DataInputs(panel), tmp_path / "here")
    found = run_panel(inputs).result
    good, bad = found.entities
    assert (good.entity, good.targets, good.fault) == ("USA", 3, None)
    assert good.met is not None and (tmp_path / "here" / "USA" / "report.html").is_file()
    assert bad.fault is not None and bad.fault.code == "S260"
    assert bad.fault.message.startswith("r does not move")


def test_a_panel_stops_when_told(panel: Path, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        run_panel(TurnInputs(DataInputs(panel), tmp_path), Progress(seconds=0))


def test_an_economy_is_read_by_its_name(panel: Path) -> None:
    case = read_case(DataInputs(panel, entity="usa", targets=("inflation<=2",)))
    assert case.name == "panel-USA"
    assert [t.desired for t in case.targets if t.variable == "INFL"] == [2.0]
    told = next(a for a in case.advice if a.code == "L261")
    assert "Inflation ≤ 2" in told.render() and "通货膨胀率 ≤ 2" in told.render("zh")
    with pytest.raises(TinbergenError) as caught:
        read_case(DataInputs(panel))
    assert caught.value.code == "D030"


def test_regressions_of_one_economy(panel: Path) -> None:
    asked = RegressionInputs(panel, "U", ("U(-1)",), entity="USA")
    assert regress(asked).result.observations == us_macrodata().span.length - 1


def test_forecasts_of_a_long_table_and_of_one_economy(panel: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = [f"{name},{2000 + t},{t + k}" for k, name in enumerate("AB") for t in range(12)]
    path.write_text("unique_id,ds,y\n" + "\n".join(rows))
    found = forecast(ForecastInputs(path, 2, methods=("drift",))).result
    assert list(found.series) == ["A", "B"]
    one = ForecastInputs(panel, 1, ("GDP",), methods=("drift",), entity="USA")
    gdp = us_macrodata()["GDP"]
    ahead = gdp[-1] + (gdp[-1] - gdp[0]) / (
        gdp.size - 1
    )  # drift: Hyndman & Athanasopoulos 2021, 5.2
    assert forecast(one).result.series["GDP"].point == (pytest.approx(ahead),)
