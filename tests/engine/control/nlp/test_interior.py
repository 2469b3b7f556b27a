"""The filter of the line search, by equation (22) of Wächter and Biegler (2006)."""

from tinbergen.engine.control.nlp.interior import _Filter


def test_a_point_has_to_gain_on_every_one_before_it() -> None:
    """At least 1e-5 of the errors, in errors or in the objective: else the search could circle."""
    kept = _Filter(usual=1.0)
    kept.add(0.5, 2.0)
    assert not kept.accepts(0.5, 2.0)
    assert not kept.accepts(0.5 * (1 - 1e-6), 2.0 - 0.5e-6)
    assert kept.accepts(0.5 * (1 - 2e-5), 9.0)
    assert kept.accepts(0.9, 2.0 - 2e-5)
    kept.add(0.1, 3.0)
    assert not kept.accepts(0.4, 3.5)
    assert kept.accepts(0.4, 2.5)
