"""Branches searched together: limits besides those of the problem."""

import dataclasses

import numpy as np

from tinbergen.engine.control.branches import Cuts


def test_cuts_of_none_leave_a_search_as_it_is(toys) -> None:
    """Where a chance holds without any limit, its answer goes on with these."""
    dynamics, posed = toys.straight(1, 4, 3), toys.problem(4, 3, upper=0.5)
    plain = toys.search(toys.branch(1.0, dynamics, posed))
    cut = dataclasses.replace(plain, cuts=Cuts.none(plain))
    runs = plain.begin()
    known, found = (s.limits(runs, s.slopes(runs)) for s in (plain, cut))
    np.testing.assert_array_equal(found.rows, known.rows)
    np.testing.assert_array_equal(found.room, known.room)
    assert cut.names == plain.names
