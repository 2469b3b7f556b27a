"""A path as a row of blocks, for where there are only letters."""

from __future__ import annotations

import math
from collections.abc import Sequence

_STEPS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float | None], most: int | None = None) -> str:
    """The path, lowest to highest value; of more than ``most`` values every other or fewer.

    >>> spark([1.0, 2.0, None, 3.0])
    '▁▅ █'
    """
    step = 1 if most is None else max(1, -(-len(values) // most))
    shown = [v if v is not None and math.isfinite(v) else None for v in values[::step]]
    known = [v for v in shown if v is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    scale = (len(_STEPS) - 1) / (high - low) if high > low else 0.0
    return "".join(" " if v is None else _STEPS[round((v - low) * scale)] for v in shown)
