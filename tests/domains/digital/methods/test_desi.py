"""The published index of 2022, and who differs from it for what reason."""

import csv

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.data.matrix import row_of
from tinbergen.domains.digital.methods.composite import normalise
from tinbergen.domains.digital.methods.desi import by_dimension, contributions

#: Values that the published workbook leaves blank, and what the published scores imply for them.
BLANK = {
    "CZ": ("1b4", 0.05), "HR": ("2a3", 0.0), "CY": ("3b6", 0.643634), "MT": ("3b6", 0.745922),
    "EL": ("3b7", 0.119405), "FI": ("3c2", 0.154744), "LU": ("3c2", 0.032968), "PL": ("3c2", 0.085143),
}  # fmt: skip


@pytest.fixture(scope="module")
def published(shared) -> dict[str, dict[str, float]]:
    """European Commission, Digital Economy and Society Index 2022, scores of 2022."""
    with (shared / "data/digital/desi_2022_scores.csv").open() as file:
        return {
            row["country"]: {k: float(row[k]) for k in list(row)[2:]}
            for row in csv.DictReader(file)
            if row["year"] == "2022"
        }


def test_scores_are_the_published_ones_wherever_all_indicators_are_published(
    desi, levels, published
) -> None:
    points = contributions(desi.block(desi.rows, levels.codes), levels)
    scores = points.sum(axis=1)
    exact = [r for r in desi.rows if r not in BLANK]
    assert len(exact) == 20
    for country in exact:
        assert scores[desi.rows.index(country)] == pytest.approx(
            published[country]["desi"], abs=1e-6
        )
    np.testing.assert_allclose(
        [scores[desi.rows.index(c)] for c in ("AT", "DE", "RO", "EU")],
        [54.6757, 52.8830, 30.5849, 52.2752], atol=5e-5,
    )  # fmt: skip


def test_dimensions_are_the_published_ones(desi, levels, published) -> None:
    points = by_dimension(contributions(desi.block(desi.rows, levels.codes), levels), levels)
    names = ("human_capital", "connectivity", "integration", "public_services")
    for one, name in zip(levels.dimensions, names, strict=True):
        assert 4 * points[one][desi.rows.index("RO")] == pytest.approx(
            published["RO"][name], abs=1e-6
        )


@pytest.mark.parametrize("country", BLANK)
def test_other_scores_are_met_once_the_blanks_are_filled(country, desi, levels, published) -> None:
    """Finland's 69.60 against 69.49 of the workbook: its online turnover is blank, not capped.

    The value that the score implies, 15.47 percent of turnover, is the only one there is; no
    indicator of any country lies beyond its bounds.
    """
    values = desi.block(desi.rows, levels.codes)
    row, (code, implied) = desi.rows.index(country), BLANK[country]
    assert np.isnan(values[row, levels.codes.index(code)])
    without = contributions(values, levels)[row].sum()
    assert abs(without - published[country]["desi"]) > 0.01
    values[row, levels.codes.index(code)] = implied
    filled = contributions(values, levels)[row].sum()
    assert filled == pytest.approx(published[country]["desi"], abs=2e-5)
    scaled = normalise(values, "min-max", levels.bounds)
    assert np.nanmin(scaled) >= 0
    assert np.nanmax(scaled) <= 1


def test_e_government_is_the_mean_of_its_parts(egov) -> None:
    """United Nations, E-Government Survey 2018."""
    parts = egov.block(egov.rows, ("online", "skills", "infrastructure"))
    np.testing.assert_allclose(parts.mean(axis=1), egov.column("published"), atol=5e-5)


def test_a_country_that_is_not_there_is_named(desi) -> None:
    with pytest.raises(TinbergenError, match="D071"):
        row_of(desi, "UK")
