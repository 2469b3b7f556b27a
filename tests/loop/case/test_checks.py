"""Names and rules of a case file that its model does not have."""

from pathlib import Path

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case import cases
from tinbergen.loop.case.casereading import parse_case

TEXT = cases.text_of("us-2008")


def built(text: str):
    return cases.build(*parse_case(text, "case.yaml"), Path())


def test_what_a_constraint_may_limit() -> None:
    on_instrument = TEXT.replace("variable: DEFICIT", "variable: TAX")
    assert built(on_instrument).constraints[0].variable == "TAX"
    # Without the instrument nothing moves the tax measure, and nothing can keep its limit.
    start, end = on_instrument.index("  - name: TAX"), on_instrument.index("  - name: r\n")
    with pytest.raises(TinbergenError) as caught:
        built(on_instrument[:start] + on_instrument[end:])
    assert (caught.value.code, caught.value.facts["role"]) == ("L006", "constraint")


def test_equations_are_dropped_once() -> None:
    text = TEXT.replace("  r: short rate\n", "  r: short rate\n  RULE: short rate\n")
    with pytest.raises(TinbergenError) as caught:
        built(text)
    assert caught.value.code == "L018"
    assert "policy rule" in caught.value.facts["known"]
    both = TEXT.replace("  r: short rate\n", "  r: short rate\n  RULE: policy rule\n")
    assert built(both).policy == {"r": "short rate", "RULE": "policy rule"}


def test_a_share_of_draws_goes_with_levels_and_not_with_switches() -> None:
    shared = TEXT.replace("    bound: 12\n", "    bound: 12\n    share: 0.8\n")
    assert built(shared).constraints[0].share == 0.8
    switched = shared.replace("    relative: true\n    lower: -100\n    upper: 300\n    max_step: 75\n",
                              "    kind: switch\n    lower: 0\n    upper: 1\n")  # fmt: skip
    assert switched != shared
    with pytest.raises(TinbergenError) as caught:
        built(switched)
    assert "constraints.0.share" in caught.value.render("en")
