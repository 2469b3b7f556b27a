"""Entries of MATLAB's matrices, texts and cell arrays: read by an index, and set."""

from __future__ import annotations

import numpy as np

from tinbergen.core import limits
from tinbergen.model.dynare.matlab.matlab_functions import (
    NotKnownError,
    Value,
    bounded,
    matrix,
    number,
    text,
)


def selected(place: Value, size: int) -> list[int]:
    """Entries, from 0, that an index means on a side of this size."""
    if isinstance(place, str):
        return list(range(size))
    wanted = matrix(place).ravel(order="F")
    if (
        np.any(wanted != np.round(wanted))
        or np.any(wanted < 1)
        or wanted.size > limits.most("matlab_cells")
    ):
        raise NotKnownError
    return [int(k) - 1 for k in wanted]


def entry_of(of: Value, places: tuple[Value, ...], cell: bool) -> Value:
    if isinstance(of, list | str):
        if len(places) == 2 and isinstance(of, list):
            places = (places[0],) if number(places[1]) == 1 else (places[1],)
        chosen = [of[k] for k in selected(_logical_places(places[0], len(of)), len(of))]
        if isinstance(of, str):
            return "".join(map(text, chosen))
        if cell:
            if len(chosen) != 1:
                raise NotKnownError
            return chosen[0]
        return chosen
    if cell:
        raise NotKnownError
    if len(places) == 1:
        flat = of.ravel(order="F")
        place = _logical_places(places[0], flat.size)
        found = flat[selected(place, flat.size)]
        if isinstance(place, str):
            return found[:, None]
        shape = matrix(place).shape
        if 1 in shape and 1 in of.shape and of.size > 1:
            return found[None, :] if of.shape[0] == 1 else found[:, None]
        return found.reshape(shape, order="F")
    rows, columns = (selected(p, n) for p, n in zip(places, of.shape, strict=True))
    return of[np.ix_(rows, columns)]


def _logical_places(place: Value, size: int) -> Value:
    """Zeros and ones for every entry choose those with a one, as after ``strcmp``."""
    if not isinstance(place, np.ndarray) or not place.size == size > 1:
        return place
    if np.all(place != 0) or np.any((place != 0) & (place != 1)):
        return place
    return np.flatnonzero(place.ravel(order="F")).astype(np.float64)[None, :] + 1.0


def with_entry(before: Value, places: tuple[Value, ...], value: Value, cell: bool) -> Value:
    if isinstance(before, list):
        (k,) = selected(places[0], len(before))
        bounded(1, k + 1)
        longer: list[Value] = [*before, *[np.zeros((0, 0))] * (k + 1 - len(before))]
        longer[k] = value
        return longer
    if cell:
        raise NotKnownError
    x, given = matrix(before), matrix(value)
    if len(places) == 1:
        place = _logical_places(places[0], x.size)
        chosen = selected(place, x.size)
        top = max(chosen, default=-1) + 1
        if top > x.size:
            if x.size and 1 not in x.shape:
                raise NotKnownError
            down = x.shape[1] == 1 and x.shape[0] > 1
            grown = np.zeros(bounded(top, 1) if down else bounded(1, top))
            grown.flat[: x.size] = x.ravel()
            x = grown
        flat = x.ravel(order="F").copy()
        flat[chosen] = given.ravel(order="F") if given.size > 1 else number(given)
        return flat.reshape(x.shape, order="F")
    rows, columns = (
        selected(p, n if n or not isinstance(p, str) else given.shape[k])
        for k, (p, n) in enumerate(zip(places, x.shape, strict=True))
    )
    shape = bounded(max([x.shape[0], *(r + 1 for r in rows)]),
                    max([x.shape[1], *(c + 1 for c in columns)]))  # fmt: skip
    grown = np.zeros(shape)
    grown[: x.shape[0], : x.shape[1]] = x
    if given.size > 1 and given.shape != (len(rows), len(columns)):
        given = given.reshape((len(rows), len(columns)), order="F")
    grown[np.ix_(rows, columns)] = given if given.size > 1 else number(given)
    return grown
