"""Values of a shock over stretches of periods, where some are vectors."""

from __future__ import annotations

from collections.abc import Sequence

Stretch = tuple[int, int]


def spread(
    periods: Sequence[Stretch], values: Sequence[Sequence[float]]
) -> tuple[list[Stretch], list[float]] | None:
    """Stretches with a number each; None where they do not fit.

    There is one value for all stretches or one for each. A value of several numbers has one for
    each period of its stretch (``periods 1:30; values (path);``).
    """
    if len(values) not in (1, len(periods)):
        return None
    spans, numbers = list[Stretch](), list[float]()
    for k, (first, last) in enumerate(periods):
        value = values[k if len(values) > 1 else 0]
        if len(value) == 1:
            spans.append((first, last))
            numbers.append(value[0])
        elif len(value) == last - first + 1:
            spans += [(t, t) for t in range(first, last + 1)]
            numbers += value
        else:
            return None
    return spans, numbers
