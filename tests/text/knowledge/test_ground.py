"""Indicators and economies named in texts."""

from tinbergen.loop.case.packs import pack
from tinbergen.text.knowledge.ground import _graph, ground


def said(text: str) -> list[tuple[str, str | None]]:
    return [(m.indicator, m.entity) for m in ground(text)]


def test_the_policy_rate_of_japan() -> None:
    (found,) = ground("The policy rate of Japan was raised.")
    assert (found.indicator, found.entity, found.words) == ("macro.r", "JPN", "policy rate")
    assert found.title.en == "short-term interest rate"
    assert "The policy rate of Japan was raised."[found.start : found.end] == "policy rate"
    assert said("日本央行上调政策利率") == [("macro.r", "JPN")]
    assert said("Tariffs rose") == [("trade.TARIFF", None)]


def test_the_nearest_entity_of_the_sentence() -> None:
    text = (
        "Inflation in Germany fell to 2.5 percent while unemployment in France rose. Exports fell."
    )
    assert said(text) == [("macro.INFL", "DEU"), ("macro.U", "FRA"), ("trade.EXPORTS", None)]
    assert said("The Fed and the Bank of Japan held; interest rate of the US") == [
        ("macro.r", "USA")
    ]
    assert said("inflation hurts us") == [("macro.INFL", None)]


def test_every_indicator_of_the_graph_is_a_packs() -> None:
    for code in _graph()["indicators"]:
        name, _, own = code.partition(".")
        assert own in {i.code for i in pack(name).indicators}
