"""The report of a steered model says what binds, in both languages."""

from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.steered import Bound, Mix, Share, Steering, Track
from tinbergen.report.steering_report import build

PERCENT = Text("percent", "百分比")
GAP, RATE = Text("output gap", "产出缺口"), Text("policy rate", "政策利率")


def steering(price: float) -> Steering:
    tracks = (
        Track("y", GAP, PERCENT, "level", (0.0, 0.0), (-3.0, -2.0), (-1.5, -1.0),
              {"r": (1.5, 1.0)}),
        Track("r", RATE, PERCENT, "level", (2.0, 2.0), (1.0, 1.0), (0.0, 0.5),
              {"r": (-1.0, -0.5)}),
    )  # fmt: skip
    bound = Bound("r lower", Text("lower bound on the policy rate", "政策利率下限"), PERCENT, "r",
                  "at_least", 0.0, (price, 0.0), (0.0, 0.5), (price > 0, False))  # fmt: skip
    return Steering(
        Text("A test", "测试"), Text("invented", "虚构"), Text("demand falls", "需求下降"), "own",
        Period.parse("2001Q1"), ("2001Q1", "2001Q2"), ("r",), ("y",), tracks, (bound,),
        (Share(GAP, 13.0, 3.25),), 3.25, 13.0, 1e-9, 5, 1e-12, 0.1, (),
        (Mix(Text("as asked for", "原设定"), 1.0, {"y": -1.25, "r": 0.25}, {"r lower": 1}),),
    )  # fmt: skip


def test_binding_limit_and_its_price() -> None:
    page = build(steering(2.0))
    for lang, words in (
        ("en", ("binding in 2001 Q1", "2.00 of loss per percentage point", "1.0 × 10⁻⁹")),
        ("zh", ("政策利率下限在2001年一季度生效", "可减少损失 2.00", "1.0 × 10⁻⁹")),
    ):
        html = page.html("zh" if lang == "zh" else "en")
        assert all(word in html for word in words), lang


def test_nothing_binds() -> None:
    assert "No limit binds" in build(steering(0.0)).html("en")
