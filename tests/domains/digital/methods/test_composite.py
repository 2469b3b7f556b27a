"""The steps of a composite index: identities that each must keep, and programs by hand."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.domains.digital.methods.composite import (
    aggregate,
    benefit_of_the_doubt,
    impute,
    normalise,
    weights,
)

RNG = np.random.default_rng(11)
VALUES = RNG.normal(size=(20, 5)) @ RNG.normal(size=(5, 5)) + RNG.normal(size=(20, 1))


def test_normalised_values_do_not_hang_on_units() -> None:
    other = VALUES * [1, 10, 100, 0.1, 3] + [5, -2, 0, 1, 7]
    for how in ("min-max", "z", "rank"):
        np.testing.assert_allclose(normalise(other, how), normalise(VALUES, how), atol=1e-10)
    scaled = normalise(VALUES)
    assert scaled.min() == 0 and scaled.max() == 1
    np.testing.assert_allclose(normalise(VALUES, "z").std(axis=0), 1)


def test_bounds_take_the_place_of_the_extremes() -> None:
    found = normalise(np.array([[2.0], [4.0]]), "min-max", np.array([[0.0], [8.0]]))
    assert found.ravel().tolist() == [0.25, 0.5]


@pytest.mark.parametrize("how", ["equal", "components", "entropy"])
def test_weights_sum_to_one(how) -> None:
    found = weights(normalise(VALUES), how)
    assert found.shape == (5,)
    assert found.sum() == pytest.approx(1) and (found >= 0).all()


def test_component_weights_are_those_of_the_correlations() -> None:
    """Against numpy's singular values of the standardised data: one component, one loading each."""
    one = RNG.normal(size=(200, 1)) + 0.1 * RNG.normal(size=(200, 4))
    found = weights(one, "components")
    z = (one - one.mean(axis=0)) / one.std(axis=0)
    first = np.linalg.svd(z, full_matrices=False)[2][0] ** 2
    np.testing.assert_allclose(found, first / first.sum(), atol=1e-10)


def test_entropy_weighs_what_tells_units_apart() -> None:
    """A constant indicator carries nothing; by hand for two units: shares 0.2 and 0.8."""
    scaled = np.array([[0.2, 0.5], [0.8, 0.5]])
    np.testing.assert_allclose(weights(scaled, "entropy"), [1, 0], atol=1e-12)


def test_the_benefit_of_the_doubt_scores_the_best_with_one() -> None:
    """Four units by hand: the first two are best in something, the third is between them."""
    scaled = np.array([[1.0, 0.2], [0.2, 1.0], [0.6, 0.6], [0.3, 0.3]])
    scores = [float(benefit_of_the_doubt(scaled, i) @ scaled[i]) for i in range(4)]
    np.testing.assert_allclose(scores, [1, 1, 1, 0.5], atol=1e-9)
    for i in range(4):
        assert (scaled @ benefit_of_the_doubt(scaled, i)).max() <= 1 + 1e-9
    least = benefit_of_the_doubt(scaled, 3, 0.4)
    assert (least * scaled[3] >= 0.4 * (least @ scaled[3]) - 1e-9).all()


def test_the_geometric_mean_does_not_let_one_make_up_for_another() -> None:
    scaled = np.array([[0.9, 0.1], [0.5, 0.5]])
    weight = np.array([0.5, 0.5])
    np.testing.assert_allclose(aggregate(scaled, weight), [0.5, 0.5])
    np.testing.assert_allclose(aggregate(scaled, weight, "geometric"), [0.3, 0.5])


def test_scores_rise_with_every_indicator() -> None:
    scaled = normalise(VALUES)
    for way in ("arithmetic", "geometric"):
        weight = weights(scaled, "components")
        better = np.clip(scaled + 0.05, 0.02, None)
        assert (aggregate(better, weight, way) > aggregate(scaled, weight, way)).all()


def test_gaps_are_filled_or_leave_their_weight_to_others() -> None:
    gaps = VALUES.copy()
    gaps[3, 2] = np.nan
    assert impute(gaps)[3, 2] == pytest.approx(np.nanmean(gaps[:, 2]))
    line = np.column_stack([np.arange(10.0), 2 * np.arange(10.0), 5 - np.arange(10.0) * -1])
    line[4, 1] = np.nan
    assert impute(line, "regression")[4, 1] == pytest.approx(8, abs=0.1)
    assert np.isnan(impute(gaps, "renormalise")[3, 2])
    unit = np.array([[0.4, np.nan, 0.8]])
    assert aggregate(unit, np.array([0.5, 0.3, 0.2])) == pytest.approx((0.2 + 0.16) / 0.7)
    with pytest.raises(TinbergenError, match="F050"):
        impute(np.array([[1.0], [np.nan], [2.0]]))
