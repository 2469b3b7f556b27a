"""Shares, incomes, deficits and tariffs of a world of regions, from tables of trade and tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.domains.trade.methods.armington import World, world
from tinbergen.domains.trade.sectoral_calibration import block, sectoral_shares
from tinbergen.loop.case.calibration import Calibrated, table
from tinbergen.loop.case.question import Question

Array = NDArray[np.float64]

_HOME = Text("Share of home goods in spending: {listed}.", "本国商品占支出份额：{listed}。")


#: Variables of one region, and of one region's goods in another.
_OF_REGIONS = {
    "W": Text("Income of {to}", "{to}要素收入"),
    "P": Text("Prices in {to}", "{to}物价"),
    "E": Text("Spending of {to}", "{to}支出"),
    "V": Text("Real spending of {to}", "{to}实际支出"),
    "X": Text("Exports of {to}", "{to}出口"),
    "M": Text("Imports of {to}", "{to}进口"),
    "R": Text("Tariff revenue of {to}", "{to}关税收入"),
    "TOT": Text("Terms of trade of {to}", "{to}贸易条件"),
    "A": Text("Productivity of {to}", "{to}生产率"),
    "D": Text("Trade deficit of {to}", "{to}贸易逆差"),
    "FLOW": Text("Capital that the charge keeps in {to}", "资本流入费留在{to}的资本"),
    "RATE": Text("Tariff rate on goods from {to}", "对{to}商品的税率"),
    "MET": Text("Tariff that {to} levies on the country's goods", "{to}对本国商品的关税"),
    "AGREEMENT": Text("Tariffs cut with {to}", "与{to}相互削减的关税"),
    "ANSWER": Text("Answer of {to}, points for a point", "{to}的回应（每加征一点）"),
    "FROM": Text("Imports from {to}", "自{to}进口"),
    "TO": Text("Exports to {to}", "对{to}出口"),
}
_OF_PAIRS = {
    "S": Text("Share of goods of {origin} in {to}", "{to}支出中{origin}商品的份额"),
    "F": Text("Tariff felt on goods of {origin} in {to}", "{to}买家所感对{origin}商品的关税"),
    "T": Text("Tariff on goods of {origin} in {to}", "{to}对{origin}商品的关税"),
    "THIRD": Text(
        "Tariff between others, on goods of {origin} in {to}", "他方之间{to}对{origin}商品的关税"
    ),
    "C": Text("Cost of selling goods of {origin} in {to}", "{origin}商品销往{to}的成本"),
}
#: Disturbances of equations.
_SURPRISES = {
    "share": Text(
        "what {to} bought of {origin} beyond prices", "{to}对{origin}商品的购买中价格未能解释的部分"
    ),
    "answer": Text("surprise in the answer of {to}", "{to}回应的意外"),
}


def trade_world(tables: Mapping[str, Matrix], question: Question) -> World:
    """The world of a case's tables.

    Arguments: ``trade``, a table of what the row's region sells to the column's before tariffs,
    home sales on the diagonal, whose rows are the regions; ``tariffs``, a table of percent that the
    column's region levies on the row's goods; ``sigma``, the elasticity of substitution between
    origins.

    Raises
    ------
    TinbergenError
        L042, L047 and L102 for faults in the arguments, L101 for a region that a table lacks, F053
        for sigma, F096 and F116 for flows and rates that are no trade.
    """
    flows = table(tables, question, "trade")
    regions = flows.rows
    trade, rates = (
        block(given, regions, regions, flows, question)
        for given in (flows, table(tables, question, "tariffs"))
    )
    sigma = _elasticity(question)
    try:
        return world(trade, sigma, tariffs=rates / 100.0, countries=regions)
    except TinbergenError as fault:
        raise fault.placed(question.at) from None


def _elasticity(question: Question) -> float:
    """The argument ``sigma``; L042 when it is missing, L102 when it is no number."""
    given: Any = question.arguments.get("sigma")
    if given is None:
        raise TinbergenError("L042", at=question.at, key="sigma", name=question.name)
    try:
        return float(given)
    except (TypeError, ValueError):
        raise TinbergenError("L102", at=question.at, value=given, name=question.name) from None


def trade_shares(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """Parameters of ``armington.mod`` and, for its macro processor, ``REGIONS``.

    With the argument ``country``, also ``HOME`` and ``PARTNERS`` of ``home.mod``. A model that
    asks for these says so with ``home: true``: without a country it could not be read.

    ``s_i_j``: share of i in what j spends; ``z_i_j``: its share in j's imports before tariffs;
    ``t_i_j``: percent of j on i's goods; ``y_j`` and ``e_j``: factor income and spending, in the
    table's units. The argument ``titles`` gives regions words in both languages. Raises those of
    :func:`trade_world`; F101 for a country that is no region; L103 for ``home`` without one; L105
    for a pair of regions without trade where there is one.
    """
    if question.flag("home") and "country" not in question.arguments:
        raise TinbergenError("L103", at=question.at, name=question.name)
    base = trade_world(tables, question)
    abroad = base.trade - np.diag(np.diagonal(base.trade))
    bought = abroad.sum(axis=0)
    weights = np.divide(abroad, bought, out=np.zeros_like(abroad), where=bought > 0.0)
    values = {"sigma": base.sigma}
    for j, to in enumerate(base.countries):
        values |= {f"y_{to}": float(base.output[j]), f"e_{to}": float(base.expenditure[j])}
        for i, origin in enumerate(base.countries):
            values[f"s_{origin}_{to}"] = float(base.shares[i, j])
            values[f"z_{origin}_{to}"] = float(weights[i, j])
            if i != j:
                values[f"t_{origin}_{to}"] = 100.0 * float(base.tariffs[i, j])
    home = list(zip(base.countries, np.diagonal(base.shares).tolist(), strict=True))
    listed = Text(
        ", ".join(f"{name} {100 * share:.1f}%" for name, share in home),
        "、".join(f"{name} {100 * share:.1f}%" for name, share in home),
    )
    defined: dict[str, Any] = {"REGIONS": list(base.countries)}
    if "country" in question.arguments:
        at = home_position(base, question)
        partners = [name for i, name in enumerate(base.countries) if i != at]
        _check_trading(base, question)
        defined |= {"HOME": base.countries[at], "PARTNERS": partners}
    return Calibrated(
        values, defined, _titles(base.countries, question.titles()),
        (_HOME.fill(listed=listed),),
    )  # fmt: skip


def _check_trading(base: World, question: Question) -> None:
    """L105 for a pair without trade, whose share of spending can't go on from what it was."""
    for i, j in np.argwhere(base.trade <= 0).tolist():
        raise TinbergenError("L105", at=question.at, origin=base.countries[i], to=base.countries[j])


def home_position(base: World, question: Question) -> int:
    """Where in a world the region is whose question it is (the argument ``country``)."""
    try:
        return base.position(question.text("country"))
    except TinbergenError as fault:
        raise fault.placed(question.at) from None


def _titles(regions: tuple[str, ...], words: Mapping[str, Text]) -> dict[str, Text]:
    """Titles of the model's variables, where the regions have words."""
    named = {name: words[name] for name in regions if name in words}
    surprises = {
        f"share {origin} {to}": _SURPRISES["share"].fill(origin=first, to=word)
        for origin, first in named.items()
        for to, word in named.items()
    } | {f"answer of {to}": _SURPRISES["answer"].fill(to=word) for to, word in named.items()}
    found = surprises | {
        f"{code}_{to}": title.fill(to=word)
        for code, title in _OF_REGIONS.items()
        for to, word in named.items()
    }
    return found | {
        f"{code}_{origin}_{to}": title.fill(origin=first, to=word)
        for code, title in _OF_PAIRS.items()
        for origin, first in named.items()
        for to, word in named.items()
        if origin != to or code == "S"
    }


CALIBRATIONS = {"trade shares": trade_shares, "sectoral trade shares": sectoral_shares}
