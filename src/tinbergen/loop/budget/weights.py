"""How a split of a budget changes with the weights, which are the asker's and nobody's estimate."""

from __future__ import annotations

from collections.abc import Mapping

from tinbergen.core.documents.budget import OtherWeight
from tinbergen.economics.allocation import Use, split

#: By what a weight is multiplied to see what hangs on it.
FACTORS = (0.5, 2.0)


def other_weights(uses: Mapping[str, Use], budget: float) -> tuple[OtherWeight, ...]:
    """Splits with one weight halved or doubled, by case; none where there is but one case.

    They follow the losses that are known at the amounts designed at; nothing is designed anew.
    """
    if len(uses) < 2:
        return ()
    return tuple(
        OtherWeight(
            case, factor,
            tuple(split([
                use.times(factor) if name == case else use for name, use in uses.items()
            ], budget).amounts.tolist()),
        )
        for case in uses
        for factor in FACTORS
    )  # fmt: skip
