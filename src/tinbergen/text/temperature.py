"""Calibration by one number: logits divided by a temperature chosen on validation rows.

Guo, Pleiss, Sun and Weinberger (2017), *On calibration of modern neural networks*, section 4.2.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from tinbergen.text.labelled import Array, Whole
from tinbergen.text.scores import softmax

#: Temperatures looked at: a network is seldom further from calibration than this.
_LOWEST, _HIGHEST = 0.05, 20.0


def fit_temperature(logits: Array, labels: Whole) -> float:
    """The temperature that gives the true labels the highest likelihood; 1 without rows."""
    if not len(labels):
        return 1.0
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        chances = softmax(logits / np.exp(log_temperature))
        return float(-np.mean(np.log(np.clip(chances[rows, labels], 1e-12, 1))))

    bounds = (np.log(_LOWEST), np.log(_HIGHEST))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))
