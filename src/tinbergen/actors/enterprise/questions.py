"""The questions of an enterprise: its market, what capital earns, what it is exposed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from tinbergen.actors.enterprise import exposure, projects, words
from tinbergen.charts.quantities import after_number
from tinbergen.core.documents.evidence import Finding, Interval, Part
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.derive import derive
from tinbergen.loop.case.finding import bad, finding, listed
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import POINTS
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

#: What the operating profit of the business in place is made of.
_MARKETS = ("OUTPUT", "PRICE", "MATERIALS", "IMPORTS", "TARIFF", "WAGE", "OIL")
_PROFIT, _RETURN, _COST = "MADE_BASE", "RETURN", "CAPITAL_COST"
_EXACT = Text("a sum of parts: exact but for rounding", "各部分之和：除舍入外精确")


def answer_market(situation: Situation, question: Question) -> Iterable[Finding]:
    """What a year of the market did to the operating profit of the business in place."""
    satellite = projects.satellite_of(situation)
    known = satellite.own.known
    year = int(situation.as_of.frequency)

    def at(period: Period) -> dict[str, float]:
        return {n: known.at(n, period) for n in _MARKETS}

    def profit(taken: Mapping[str, float]) -> Array:
        data = Dataset.of(situation.as_of, {n: np.array([v]) for n, v in taken.items()})
        return np.array([derive(satellite.model, data)[_PROFIT][0]])

    groups = {name: [name] for name in _MARKETS}
    split = attribute(profit, at(situation.as_of - year), at(situation.as_of), groups)
    parts = tuple(
        Part(name, exposure.title_of(situation, name), float(split.parts[k].sum()))
        for k, name in enumerate(split.groups)
    )
    total = sum(part.value for part in parts)
    unit = situation.data.units["VALUE"]
    yield finding(
        situation, "market", words.MARKET,
        statement=words.MARKET_SAID.fill(
            total=total, unit=after_number(unit), **listed(parts, 2, words.BETWEEN)
        ),
        estimate=total, unit=unit, method=words.MARKET_METHOD,
        interval=Interval(total, total, 1.0, _EXACT), parts=parts, severity=bad(-total, 2.0),
    )  # fmt: skip


def answer_capital(situation: Situation, question: Question) -> Iterable[Finding]:
    """The return on capital in place less what capital costs."""
    satellite = projects.satellite_of(situation)
    now = derive(satellite.model, satellite.own.known.until(situation.as_of))
    ahead = {n: float(situation.scope.baseline(n).mean()) for n in (_RETURN, _COST)}
    earned, cost = (now.at(n, situation.as_of) for n in (_RETURN, _COST))
    premium = satellite.own.model.values["PREMIUM"]
    yield finding(
        situation, "cost of capital", words.CAPITAL,
        statement=words.CAPITAL_SAID.fill(
            now=earned, mean=ahead[_RETURN], cost=cost, ahead=ahead[_COST]
        ),
        estimate=earned - cost, unit=POINTS, method=words.CAPITAL_METHOD,
        interval=Interval(earned - cost, earned - cost, 1.0, _EXACT),
        parts=(
            Part("return", words.RETURNS, earned),
            Part("bonds", words.BONDS, premium - cost),
            Part("premium", words.PREMIUM, -premium),
        ),
        severity=bad(cost - earned, 2.0),
    )  # fmt: skip


#: By the name with which a pack asks for it.
QUESTIONS: dict[str, Answer] = {
    "market": answer_market,
    "cost of capital": answer_capital,
    "exposure": exposure.answer_exposure,
    "drivers": exposure.answer_drivers,
    "scenario": exposure.answer_scenario,
    "projects": projects.answer_projects,
}
