"""Published input-output numbers, and another program's.

Miller and Blair, Input-Output Analysis (2nd ed. 2009), section 2.3: the two-sector example. pymrio
0.7 (Stadler 2021): its test table of six regions with eight sectors, where pymrio is installed.
"""

import numpy as np
import pytest

from tinbergen.economics.input_output import input_output, linkages, multipliers, output_for

MILLER_BLAIR = input_output(["1", "2"], [[150, 500], [200, 100]], [1000, 2000])


def test_miller_and_blair_two_sectors() -> None:
    np.testing.assert_allclose(MILLER_BLAIR.coefficients, [[0.15, 0.25], [0.2, 0.05]])
    np.testing.assert_allclose(MILLER_BLAIR.leontief, [[1.254, 0.330], [0.264, 1.122]], atol=5e-4)
    np.testing.assert_allclose(output_for(MILLER_BLAIR, [600, 1500]), [1247.5, 1841.6], atol=0.05)
    np.testing.assert_allclose(multipliers(MILLER_BLAIR), [1.518, 1.452], atol=5e-4)


def test_pymrio_gives_the_same_matrices_and_these_key_sectors() -> None:
    pymrio = pytest.importorskip("pymrio", reason="pymrio is not installed")
    theirs = pymrio.load_test()
    theirs.calc_all()
    names = [f"{region} {sector}" for region, sector in theirs.Z.index]
    ours = input_output(names, theirs.Z.to_numpy(), theirs.x.to_numpy().ravel())
    np.testing.assert_allclose(ours.coefficients, theirs.A.to_numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.leontief, theirs.L.to_numpy(), atol=1e-10)
    np.testing.assert_allclose(
        multipliers(ours, theirs.emissions.S.to_numpy()[0]), theirs.emissions.M.to_numpy()[0]
    )
    ties = linkages(ours)
    assert int(ties.key.sum()) == 11
    published = {
        "reg1 food": (1.403, 1.459),
        "reg1 mining": (1.351, 1.804),
        "reg1 electricity": (1.541, 1.543),
        "reg2 mining": (1.221, 1.783),
    }
    for name, (backward, forward) in published.items():
        at = names.index(name)
        assert ties.key[at]
        assert ties.backward[at] == pytest.approx(backward, abs=5e-4)
        assert ties.forward[at] == pytest.approx(forward, abs=5e-4)
