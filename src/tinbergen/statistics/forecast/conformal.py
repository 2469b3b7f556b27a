"""Forecast bands that have the coverage of the past: split conformal prediction.

Vovk, Gammerman & Shafer (2005), *Algorithmic Learning in a Random World*; Lei et al. (2018), JASA
113, section 5.2 for scores divided by a local scale. The scores are absolute forecast errors in
units of the model's own standard deviation, pooled over horizons, so that a band keeps the shape
the model gives it and takes its width from what the model got wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from tinbergen.statistics.forecast.predictive import Array, Predictive, normal_radius

#: Standard deviations below this part of the typical error are raised to it before dividing.
_LEAST_SD = 0.01


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the errors of a replay say about the width of bands.

    Attributes
    ----------
    radii
        Level in percent -> half-width in standard deviations; rises with the level.
    floor
        Least standard deviation believed, in the unit of the series.
    scores
        How many errors were seen; 0 means that the bands are the model's Gaussian ones.
    """

    radii: Mapping[float, float]
    floor: float
    scores: int


def split_conformal_radius(scores: Array, level: float) -> float:
    """The ⌈(n + 1)·level/100⌉-th smallest score: a new exchangeable one lies below it with at
    least that probability. Infinite when n is too small to say.

    Parameters
    ----------
    scores
        (n,) nonnegative.
    level
        Percent, between 0 and 100.
    """
    rank = ceil((len(scores) + 1) * level / 100.0 - 1e-9)
    if rank > len(scores):
        return float("inf")
    return float(np.partition(scores, rank - 1)[rank - 1])


def calibrate(errors: Array, sd: Array, levels: Sequence[float]) -> Calibration:
    """Radii from replayed errors, drawn towards the Gaussian ones when there are few.

    Errors of overlapping forecasts are not independent: K origins and H horizons hold about K/H
    separate windows. The conformal radius gets the weight K/(K + H), as if the Gaussian one
    had been seen in one window, and none where it is infinite.

    Parameters
    ----------
    errors
        (origins, horizon) outturn less forecast, NaN where the outturn is not known yet.
    sd
        (origins, horizon) the model's standard deviations.
    levels
        Percent, each between 0 and 100.
    """
    known = np.isfinite(errors)
    count = int(known.sum())
    floor = _LEAST_SD * float(np.sqrt(np.mean(errors[known] ** 2))) if count else 0.0
    scale = np.maximum(sd[known], floor)
    scores = np.abs(errors[known]) / np.where(scale > 0.0, scale, 1.0)
    origins, horizon = count / errors.shape[1], errors.shape[1]
    weight = origins / (origins + horizon)
    radii: dict[float, float] = {}
    widest = 0.0
    for level in sorted(levels):
        gaussian = normal_radius(level)
        conformal = split_conformal_radius(scores, level)
        mixed = weight * conformal + (1.0 - weight) * gaussian if count else gaussian
        widest = max(widest, mixed if np.isfinite(mixed) else gaussian)
        radii[level] = widest
    return Calibration(radii, floor, count)


def bands(
    prediction: Predictive, calibration: Calibration
) -> tuple[dict[float, Array], dict[float, Array]]:
    """Lower and upper bounds by level, shaped like the prediction; levels never cross."""
    sd = np.maximum(prediction.sd, calibration.floor)
    lower = {level: prediction.mean - r * sd for level, r in calibration.radii.items()}
    upper = {level: prediction.mean + r * sd for level, r in calibration.radii.items()}
    return lower, upper
