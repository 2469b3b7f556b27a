"""Targets, bounds and weights in one's own words."""

from typing import Any

import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.loop.case.asked import asked, in_words, with_asked

UNIT = {"en": "percent", "zh": "百分比"}


def content() -> dict[str, Any]:
    return {
        "targets": [
            {"variable": "GROWTH", "title": {"en": "GDP growth", "zh": "GDP增长率"}, "unit": UNIT,
             "desired": 2, "sense": "at_least", "relative": True},
            {"variable": "U", "title": {"en": "Unemployment rate", "zh": "失业率"}, "unit": UNIT,
             "desired": -0.5, "sense": "at_most", "relative": True, "average": True, "weight": 4},
        ],
        "instruments": [
            {"name": "G", "title": {"en": "Spending", "zh": "支出"}, "unit": UNIT,
             "relative": True, "lower": -1.0, "upper": 3.0},
            {"name": "r", "title": {"en": "Short rate", "zh": "短期利率"}, "unit": UNIT, "lower": 0},
        ],
        "constraints": [
            {"name": "limit", "variable": "D", "title": {"en": "Deficit", "zh": "赤字"},
             "unit": UNIT, "sense": "at_most", "bound": 12, "relative": True},
        ],
    }  # fmt: skip


OTHER = [{"variable": "GDP", "title": {"en": "output", "zh": "产出"}, "unit": UNIT}]


def change(
    targets: tuple[str, ...] = (), bounds: tuple[str, ...] = (), weights: tuple[str, ...] = ()
) -> dict[str, Any]:
    return with_asked(content(), asked(targets, bounds, weights), OTHER, {"G": 200.0})


@pytest.mark.parametrize(
    ("said", "variable", "desired", "sense", "relative"),
    [
        ("GDP growth>=+2.5", "GROWTH", 2.5, "at_least", True),
        ("growth = 3", "GROWTH", 3.0, "at", False),
        ("失业率≤−1", "U", -1.0, "at_most", True),
        ("u<=5", "U", 5.0, "at_most", False),
        ("output>=+1e2", "GDP", 100.0, "at_least", True),
    ],
)
def test_a_target_by_title_code_or_part_of_it(
    said: str, variable: str, desired: float, sense: str, relative: bool
) -> None:
    found = next(t for t in change((said,))["targets"] if t["variable"] == variable)
    assert (found["desired"], found["sense"], found["relative"]) == (desired, sense, relative)


def test_what_is_not_said_of_a_target_stays() -> None:
    found = next(t for t in change(("U<=+1",))["targets"] if t["variable"] == "U")
    assert (found["average"], found["weight"]) == (True, 4)
    assert content()["targets"][1]["desired"] == -0.5


def test_targets_and_limits_are_dropped() -> None:
    case = change(("GDP growth=none",), ("deficit<=none", "spending>=none"))
    assert [t["variable"] for t in case["targets"]] == ["U"]
    assert case["constraints"] == []
    assert case["instruments"][0]["lower"] is None


def test_bounds_and_weights() -> None:
    case = change((), ("spending<=+10%", "short>=-0.5", "deficit<=6"), ("GROWTH=2.5",))
    spending, rate = case["instruments"]
    assert (spending["lower"], spending["upper"]) == (-1.0, 20.0)
    assert (rate["lower"], case["constraints"][0]["bound"]) == (-0.5, 6.0)
    assert case["targets"][0]["weight"] == 2.5


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("targets", "GDP growth", "U261"),
        ("targets", "GDP growth>=2%", "U261"),
        ("targets", "U<=1e400", "U261"),
        ("bounds", "r=1", "U261"),
        ("weights", "U>=1", "U261"),
        ("weights", "U=0", "U261"),
        ("weights", "U=none", "U261"),
        ("targets", "inflaton<=2", "L262"),
        ("bounds", "s>=1", "L262"),
        ("bounds", "spending<=10", "L263"),
        ("bounds", "short>=5%", "L263"),
        ("bounds", "deficit<=5%", "L263"),
    ],
)
def test_what_can_not_be_meant(kind: str, said: str, code: str) -> None:
    with pytest.raises(TinbergenError) as caught:
        change(**{kind: (said,)})
    assert caught.value.code == code


def test_a_misspelt_name_is_corrected() -> None:
    with pytest.raises(TinbergenError) as caught:
        change(("unemploymnet rate<=5",))
    assert caught.value.hint == "Unemployment rate"


def test_one_target_stays() -> None:
    with pytest.raises(TinbergenError) as caught:
        change(("U=none", "GROWTH=none"))
    assert caught.value.code == "L264"


def test_what_is_in_force_in_words() -> None:
    targets, bounds = in_words(content())
    assert targets.en == (
        "GDP growth ≥ +2 percent from the path without policy (weight 1); Unemployment rate ≤ -0.5 "
        "percent from the path without policy, on average (weight 4)"
    )
    assert bounds.zh == "支出 ≥ -1, ≤ +3 百分比；短期利率 ≥ 0 百分比；赤字 ≤ +12 百分比"
