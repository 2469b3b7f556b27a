r"""What an early warning is worth to who dreads missed crises and false alarms differently.

With shares :math:`T_1` of crises missed and :math:`T_2` of calm periods with an alarm, frequencies
:math:`P_1` of crises and :math:`P_2` of calm, and preference :math:`\mu` for catching crises:

.. math:: \text{Alessi-Detken:}\; U = \min(\mu, 1-\mu) - \mu T_1 - (1-\mu) T_2, \quad
   \text{Sarlin:}\; U = \min(\mu P_1, (1-\mu) P_2) - \mu P_1 T_1 - (1-\mu) P_2 T_2

The first term is what who never, or always, takes alarm loses: a model below zero is worse than
none. Relative usefulness is U over that term; 1 is perfect.

Sources: Alessi and Detken (2011), European Journal of Political Economy 27(3); Sarlin (2013),
Economics Letters 119(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.regression.probit import check_labels

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["sarlin", "alessi-detken"]


@dataclass(frozen=True, slots=True)
class Usefulness(Result):
    """How alarms did, on a sample of events.

    Attributes
    ----------
    threshold
        Probability from which there is an alarm; NaN where alarms were given.
    preference
        Weight of missed events, 0 to 1.
    missed, false_alarms
        Shares of events without an alarm, and of other observations with one.
    usefulness, relative
        Loss saved against the better of never and always taking alarm, absolute and over that loss.
    measure
        Whose definition it is.
    """

    threshold: float
    preference: float
    missed: float
    false_alarms: float
    usefulness: float
    relative: float
    measure: Measure

    def to_frame(self) -> pd.DataFrame:
        """One row."""
        import pandas as pd

        names = ("threshold", "missed", "false_alarms", "usefulness", "relative")
        return pd.DataFrame({n: [getattr(self, n)] for n in names}, index=[self.measure])


def usefulness(
    alarm: ArrayLike,
    event: ArrayLike,
    preference: float = 0.5,
    *,
    measure: Measure = "sarlin",
) -> Usefulness:
    """The usefulness of alarms that were given.

    Parameters
    ----------
    alarm, event
        (n,) 1 or 0: whether there was an alarm, and whether an event came.
    preference
        Weight of missed events against false alarms, strictly between 0 and 1. Crises are rare, so
        that Sarlin's measure asks for a weight near one (.9) to find any model of use.
    measure
        ``sarlin`` weighs by frequencies, ``alessi-detken`` does not.

    Raises
    ------
    TinbergenError
        F053 for a preference out of bounds, F054 when lengths differ, F123 for labels other than 0
        and 1, or events of one kind only.
    """
    signal, came = np.asarray(alarm, dtype=float), _events(alarm, event)
    check_labels(signal)
    missed = float(np.mean(signal[came == 1.0] == 0.0))
    false_alarms = float(np.mean(signal[came == 0.0] == 1.0))
    return _valued(np.nan, preference, missed, false_alarms, float(came.mean()), measure)


def best_threshold(
    probability: ArrayLike,
    event: ArrayLike,
    preference: float = 0.5,
    *,
    measure: Measure = "sarlin",
) -> Usefulness:
    """The threshold that would have been most useful on this sample, which flatters it.

    Parameters
    ----------
    probability, event
        (n,) probabilities given, and whether an event came, 1 or 0.
    preference, measure
        As for :func:`usefulness`.

    Raises
    ------
    TinbergenError
        As :func:`usefulness`.
    """
    p, came = np.asarray(probability, dtype=float), _events(probability, event)
    order = np.argsort(-p, kind="stable")
    caught = np.cumsum(came[order]) / came.sum()
    wrong = np.cumsum(1.0 - came[order]) / (1.0 - came).sum()
    last = np.append(np.diff(p[order]) != 0.0, True)
    share = float(came.mean())
    best = _valued(np.inf, preference, 1.0, 0.0, share, measure)
    for threshold, hit, false in zip(p[order][last], caught[last], wrong[last], strict=True):
        tried = _valued(
            float(threshold), preference, 1.0 - float(hit), float(false), share, measure
        )
        if tried.usefulness > best.usefulness:
            best = tried
    return best


def auroc_error(probability: ArrayLike, event: ArrayLike) -> float:
    """Standard error of the area under the curve, if observations are independent.

    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3).

    Parameters
    ----------
    probability, event
        (n,) as for :func:`tinbergen.statistics.forecast.scores.auroc`.

    Raises
    ------
    TinbergenError
        F054, F123; F050 with fewer than two events or two other observations.
    """
    from scipy.stats import rankdata

    p, came = np.asarray(probability, dtype=float), _events(probability, event)
    high, low = p[came == 1.0], p[came == 0.0]
    if min(len(high), len(low)) < 2:
        raise TinbergenError("F050", name="AUROC", have=min(len(high), len(low)), need=2)
    ranks = rankdata(np.concatenate([high, low]))
    of_events = (ranks[: len(high)] - rankdata(high)) / len(low)
    of_others = 1.0 - (ranks[len(high) :] - rankdata(low)) / len(high)
    variance = np.var(of_events, ddof=1) / len(high) + np.var(of_others, ddof=1) / len(low)
    return float(np.sqrt(variance))


def _events(given: ArrayLike, event: ArrayLike) -> Array:
    came = np.asarray(event, dtype=float)
    same_length(probability=np.asarray(given, dtype=float), event=came)
    check_labels(came)
    if not len(came) or came.min() == came.max():
        raise TinbergenError("F123", values=f"{came[0]:g}" if len(came) else "-")
    return came


def _valued(
    threshold: float, mu: float, missed: float, false: float, share: float, measure: Measure
) -> Usefulness:
    require(0.0 < mu < 1.0, "preference", mu, "(0, 1)")
    crises, calm = (share, 1.0 - share) if measure == "sarlin" else (1.0, 1.0)
    without = min(mu * crises, (1.0 - mu) * calm)
    saved = without - mu * crises * missed - (1.0 - mu) * calm * false
    return Usefulness(threshold, mu, missed, false, saved, saved / without, measure)
