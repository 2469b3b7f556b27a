"""Placing labels beside the data instead of in a legend, so that none covers another.

Labels at the ends of lines are pushed apart along one axis; the labels of lines that end inside
the chart look for a free place along their line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres nearest to those wanted (least squares) at which labels don't overlap.

    The order is kept, and all stay between ``low`` and ``high`` when there is room. With offsets
    for the sizes taken out this is isotonic regression, solved by pooling adjacent violators;
    bounds clip its solution.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    offsets: dict[int, float] = {}
    run = 0.0
    for i in order:
        offsets[i] = run + sizes[i] / 2
        run += sizes[i]
    pools: list[tuple[float, int]] = []
    for i in order:
        pools.append((wanted[i] - offsets[i], 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (right, n), (left, m) = pools.pop(), pools.pop()
            pools.append(((left * m + right * n) / (m + n), m + n))
    level = [min(max(mean, low), max(high - run, low)) for mean, n in pools for _ in range(n)]
    placed = [0.0] * len(wanted)
    for i, base in zip(order, level, strict=True):
        placed[i] = base + offsets[i]
    return placed


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """The area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(tall, 0.0)

    def inside(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def trail(points: Array, step: float = 3.0) -> Array:
    """Points every ``step`` px along a broken line, shape (n, 2); gaps (NaN) are left out."""
    pieces = [points[np.isfinite(points).all(axis=1)]]
    for (x0, y0), (x1, y1) in pairwise(points):
        if np.isfinite((y0, y1)).all():
            count = max(2, int(np.hypot(x1 - x0, y1 - y0) / step))
            pieces.append(np.linspace((x0, y0), (x1, y1), count))
    return np.concatenate(pieces)


def place(
    width: float,
    height: float,
    anchors: Sequence[tuple[float, float]],
    points: Array,
    boxes: Sequence[Box],
    frame: Box,
    gap: float = 5.0,
) -> Box | None:
    """A free box for a label above or below one of ``anchors``, tried in their order.

    ``points`` (shape (n, 2)) and ``boxes`` must stay uncovered and ``frame`` is not left; None when
    there is no such place.
    """
    for x, y in anchors:
        for top in (y - gap - height, y + gap):
            for left in (x - width / 2, x - width, x):
                box = Box(left, top, left + width, top + height)
                if box.inside(frame) and not any(box.overlap(b) for b in boxes):
                    hit = (
                        (points[:, 0] > box.left - 2)
                        & (points[:, 0] < box.right + 2)
                        & (points[:, 1] > box.top - 2)
                        & (points[:, 1] < box.bottom + 2)
                    )
                    if not hit.any():
                        return box
    return None
