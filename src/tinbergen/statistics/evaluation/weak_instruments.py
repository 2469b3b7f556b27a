r"""Are instruments strong enough? The effective F statistic.

With instruments orthonormal and controls taken out, the first stage's coefficients :math:`\pi`
have a covariance W robust to heteroskedasticity and serial correlation, and

.. math:: F_{eff} = \frac{\pi'\pi}{\operatorname{tr} W}

With one instrument it is the robust F. It is compared with a critical value that depends on W
through an effective number of instruments (their simplified, conservative test).

Source: Montiel Olea and Pflueger (2013), A Robust Test for Weak Instruments, Journal of Business &
Economic Statistics 31(3), sections 3 and 4.
"""

from __future__ import annotations

import numpy as np

from tinbergen.statistics.regression.newey_west import Array, long_run_sum


def effective_f(x: Array, instruments: Array, lags: int, bias: float = 0.1) -> tuple[float, float]:
    """The statistic, and the value it exceeds with probability .05 when instruments are weak.

    Parameters
    ----------
    x
        (n,) the regressor, controls taken out.
    instruments
        (n, m) orthonormal, controls taken out.
    lags
        Of the Newey-West covariance.
    bias
        Weak means: a bias of two-stage least squares that may exceed this part of the worst case.
    """
    from scipy.stats import ncx2

    coefficients = instruments.T @ x
    errors = x - instruments @ coefficients
    covariance = long_run_sum(instruments * errors[:, None], lags)
    trace = float(np.trace(covariance))
    largest = float(np.linalg.eigvalsh(covariance)[-1])
    factor = 1.0 / bias
    number = (
        trace**2 * (1 + 2 * factor) / (float(np.sum(covariance**2)) + 2 * factor * trace * largest)
    )
    critical = float(ncx2.ppf(0.95, number, number * factor)) / number
    return float(coefficients @ coefficients) / trace, critical
