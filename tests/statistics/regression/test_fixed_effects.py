import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbergen.statistics.regression.fixed_effects import FixedEffects, compact, lonely


def dummies(codes):
    return np.hstack([np.eye(int(c.max()) + 1)[c] for c in codes])


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(0, 3))
def test_residuals_are_those_of_dummies(seed, ways):
    rng = np.random.default_rng(seed)
    codes = [compact(rng.integers(0, 6, 60)) for _ in range(ways)]
    columns, weights = rng.normal(size=(60, 3)), rng.uniform(0.1, 5.0, 60)
    effects = FixedEffects(codes)
    scale = np.sqrt(weights @ columns**2)
    found = effects.residuals(columns, weights, scale)
    expected = columns
    if ways:
        root, table = np.sqrt(weights)[:, None], dummies(codes)
        expected = columns - table @ np.linalg.lstsq(root * table, root * columns, rcond=None)[0]
    assert np.allclose(found, expected, atol=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_free_effects_are_the_rank_of_the_dummies(seed, levels):
    """Exact for two sets, connected or not."""
    rng = np.random.default_rng(seed)
    codes = [compact(rng.integers(0, levels, 15)) for _ in range(2)]
    assert FixedEffects(codes).count() == np.linalg.matrix_rank(dummies(codes))
    assert FixedEffects(codes[:1]).count() == codes[0].max() + 1
    assert FixedEffects([]).count() == 0


def test_lone_rows_leave_until_none_is_alone():
    a = compact([0, 0, 0, 1, 1, 2])
    b = compact([0, 0, 1, 1, 2, 2])
    # The last row is alone in a; without it the fifth is alone in b, then the fourth in a, …
    kept = lonely([a, b], np.ones(6, dtype=bool))
    assert kept.tolist() == [True, True, False, False, False, False]
