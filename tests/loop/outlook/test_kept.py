"""Past forecasts kept beside a description: whole paths, their errors, nothing seen too early."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.data.sources import us_table
from tinbergen.loop.outlook import kept
from tinbergen.loop.outlook.file import outlook
from tinbergen.loop.outlook.forecast import forecasts, tightness_of
from tinbergen.loop.outlook.kept import as_of, paths_csv, paths_of
from tinbergen.loop.outlook.panel import load


@pytest.fixture(scope="module")
def final():
    said, path = outlook("us-final")
    return said, path, load(said, path, None)


def test_what_is_kept_is_what_the_outlook_says(final) -> None:
    """Recomputed at one origin; a row in the file for each origin from the first on."""
    said, path, series = final
    lines = paths_of(path).read_text(encoding="utf-8").splitlines()
    origin = Period.parse("2008Q1")
    made = forecasts(said, series, origin, tightness_of(said, series, 2008))
    again = paths_csv(said, [made]).splitlines()
    assert again[0] == lines[0]
    for line in again[1:]:
        name = ",".join(line.split(",")[:3])
        there = next(k for k in lines if k.startswith(f"{name},"))
        np.testing.assert_allclose(
            [float(v) for v in line.split(",")[3:]], [float(v) for v in there.split(",")[3:]],
            atol=2e-3,
        )  # fmt: skip
    origins = [line.split(",")[0] for line in lines[1:]]
    assert (origins[0], origins[-1]) == (str(said.burn_in), str(said.last))


def test_errors_are_those_of_paths_that_were_over(final) -> None:
    said, path, _ = final
    date = Period.parse("2008Q3")
    known = as_of(said, path, date)
    assert known.origins[1] + said.horizons == date
    table = us_table()
    last = known.origins[1]
    came = [table.at("UNRATE", last + h) for h in range(1, said.horizons + 1)]
    rows = [r.split(",") for r in paths_of(path).read_text(encoding="utf-8").splitlines()]
    row = next(r for r in rows if r[:3] == [str(last), "U", "pool"])
    np.testing.assert_allclose(
        known.errors["U"][-1], np.array(came) - [float(v) for v in row[3:]], atol=1e-9
    )
    # Growth is that of a quarter, at annual rates of logs.
    output = 400 * np.log([table.at("GDPC1", last + h) for h in range(said.horizons + 1)])
    row = next(r for r in rows if r[:3] == [str(last), "GDP", "pool"])
    np.testing.assert_allclose(
        known.errors["GDP"][-1], np.diff(output) - [float(v) for v in row[3:]], atol=1e-9
    )
    assert {e.shape for e in known.errors.values()} == {(said.memory, said.horizons)}
    rival = next(r for r in rows if r[:3] == [str(last), "U", "ar"])
    np.testing.assert_allclose(
        known.rival["U"][-1], np.array(came) - [float(v) for v in rival[3:]], atol=1e-9
    )
    # Neither what crosses the year left out nor what has a hole is among them.
    now = as_of(said, path, Period.parse("2026Q2"))
    assert all(np.isfinite(e).all() for e in now.errors.values())


def test_too_early_a_date_is_refused(final) -> None:
    said, path, _ = final
    with pytest.raises(TinbergenError) as fault:
        as_of(said, path, Period.parse("1980Q1"))
    assert fault.value.code == "L125"


def test_the_same_is_forecast_once(final, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other draws ask again for the same outlook; another description is another forecast."""
    said, path, _ = final
    made: list[Period] = []

    def counted(outlook, series, origin, tightness):
        made.append(origin)
        return forecasts(outlook, series, origin, tightness)

    monkeypatch.setattr(kept, "forecasts", counted)
    kept._said.cache_clear()
    date = Period.parse("2009Q3")
    first, again = as_of(said, path, date), as_of(said, path, date)
    assert made == [date]
    np.testing.assert_array_equal(first.point["GDP"], again.point["GDP"])
    other = said.model_copy(update={"targets": said.targets[:1]})
    as_of(other, path, date)
    assert made == [date, date]
