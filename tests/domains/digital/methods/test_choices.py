"""The uncertainty of a ranking: SALib on the same choices, and identities."""

import numpy as np
import pytest

from tinbergen.domains.digital.methods.choices import CHOICES, rank_uncertainty
from tinbergen.domains.digital.methods.desi import effective_weights


@pytest.fixture(scope="module")
def germany(desi, levels):
    members = tuple(r for r in desi.rows if r != "EU")
    given = effective_weights(levels, np.ones((1, 33), dtype=bool))[0]
    return rank_uncertainty(members, desi.block(members, levels.codes), "DE", levels.bounds, given)


def test_indices_of_germanys_rank_are_those_of_salib(germany) -> None:
    """SALib 1.5 on the same function, Saltelli's sample of 4096: mean rank 13.12, variance 4.61."""
    found = germany.indices
    assert found.names == CHOICES
    assert found.mean == pytest.approx(13.12, abs=0.1)
    assert found.variance == pytest.approx(4.61, rel=0.05)
    np.testing.assert_allclose(found.first, [0.002, 0.210, 0.108, 0.381, 0.073], atol=0.05)
    np.testing.assert_allclose(found.total, [0.003, 0.385, 0.275, 0.504, 0.164], atol=0.05)


def test_ranks_are_those_of_all_members(germany) -> None:
    assert germany.ranks.shape == (2048, 27)
    np.testing.assert_allclose(germany.ranks.sum(axis=1), 27 * 28 / 2)
    middle, low, high = germany.interval("DE")
    assert (middle, low, high) == (13, 10, 16)
    assert germany.interval("RO")[0] == 27
